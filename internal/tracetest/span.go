package tracetest

import (
	"maps"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"
)

// OnlySpan returns the span that was finished. It fails unless exactly one was,
// exactly once.
func OnlySpan(tb testing.TB, tracer *mocktracer.MockTracer) *mocktracer.MockSpan {
	tb.Helper()
	spans := tracer.FinishedSpans()
	if len(spans) != 1 {
		tb.Fatalf("got %d spans, want 1: %v", len(spans), spans)
	}
	return spans[0]
}

// WantTag compares a tag, its type included. A nil want is no tag at all.
func WantTag(tb testing.TB, span *mocktracer.MockSpan, key string, want any) {
	tb.Helper()
	if got := span.Tag(key); got != want {
		tb.Errorf("got %s=%v (%[2]T), want %v (%[3]T)", key, got, want)
	}
}

// WantSpan compares the name of a span and those of its tags. A nil tag is none.
func WantSpan(tb testing.TB, span *mocktracer.MockSpan, name string, tags map[string]any) {
	tb.Helper()
	if span.OperationName != name {
		tb.Errorf("got name %q, want %q", span.OperationName, name)
	}
	for key, want := range tags {
		WantTag(tb, span, key, want)
	}
}

// Logs returns the log records of a span, each as a map.
func Logs(span *mocktracer.MockSpan) []map[string]string {
	var records []map[string]string
	for _, record := range span.Logs() {
		fields := make(map[string]string)
		for _, field := range record.Fields {
			fields[field.Key] = field.ValueString
		}
		records = append(records, fields)
	}
	return records
}

// WantLogs compares all log records.
func WantLogs(tb testing.TB, span *mocktracer.MockSpan, want ...map[string]string) {
	tb.Helper()
	if got := Logs(span); !slices.EqualFunc(got, want, maps.Equal) {
		tb.Errorf("logged %v, want %v", got, want)
	}
}

// WantLog expects one log record, with those fields and maybe others.
func WantLog(tb testing.TB, span *mocktracer.MockSpan, want map[string]string) {
	tb.Helper()
	records := Logs(span)
	if len(records) != 1 {
		tb.Fatalf("got %d log records, want 1: %v", len(records), records)
	}
	for key, value := range want {
		if got := records[0][key]; got != value {
			tb.Errorf("logged %s=%q, want %q", key, got, value)
		}
	}
}
