package traces

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
)

// Trace is all of one request's work, across services.
type Trace struct {
	ID    string
	Spans []Span // in the order they ended
}

// Span is one step of a trace.
type Span struct {
	ID, Parent string // Parent is empty for the first span of a trace.

	Service   string
	Operation string
	Start     time.Time
	Duration  time.Duration

	Status int // 0: there was none
	Failed bool
	Reason string // why it failed, if the span knows

	Tags []Field // by name
	Logs [][]Field
}

// Field is a tag of a span, or a field of one of its logs.
type Field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// newSpan copies a span that has ended, since its tracer may use it again.
func newSpan(service string, span *jaeger.Span) Span {
	sc, tags := span.SpanContext(), span.Tags()
	s := Span{
		ID:        sc.SpanID().String(),
		Service:   service,
		Operation: span.OperationName(),
		Start:     span.StartTime(),
		Duration:  span.Duration(),
	}
	if sc.ParentID() != 0 {
		s.Parent = sc.ParentID().String()
	}
	s.Failed, _ = tags[string(ext.Error)].(bool)
	status, _ := tags[string(ext.HTTPStatusCode)].(uint16)
	s.Status = int(status)
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		s.Tags = append(s.Tags, Field{key, fmt.Sprint(tags[key])})
	}
	for _, record := range span.Logs() {
		s.Logs = append(s.Logs, fields(record))
		if reason := reason(record); reason != "" {
			s.Reason = reason
		}
	}
	return s
}

func fields(record opentracing.LogRecord) []Field {
	var fields []Field
	for _, f := range record.Fields {
		fields = append(fields, Field{f.Key(), fmt.Sprint(f.Value())})
	}
	return fields
}

// reason returns the message of an error, or its text if it has no message, as
// in the logs of ext.LogError.
func reason(record opentracing.LogRecord) string {
	values := make(map[string]string)
	for _, f := range fields(record) {
		values[f.Key] = f.Value
	}
	if values["event"] != "error" {
		return ""
	}
	message := values["message"]
	if message == "" {
		message = values["error.object"]
	}
	if values["error.kind"] == "panic" {
		message = "panic: " + message
	}
	return message
}
