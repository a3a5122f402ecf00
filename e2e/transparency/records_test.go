package transparency

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"regexp"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// TestRecords compares what slog writes with tracelog and without, but for the
// ids that it is there to add. These stand where a program would put them by hand.
func TestRecords(t *testing.T) {
	tracer, closer := jaeger.NewTracer("service", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	t.Cleanup(func() { _ = closer.Close() })
	span := tracer.StartSpan("span")
	within := opentracing.ContextWithSpan(context.Background(), span)
	found, _ := tracelog.JaegerIDs(span.Context())
	ids := []any{tracelog.TraceIDKey, found.TraceID, tracelog.SpanIDKey, found.SpanID, tracelog.SampledKey, found.Sampled}

	hunt(t, func(s *draw.Source) (faults []fault, shown string) {
		l := drawLogging(s)
		for kind, handler := range map[string]func(w io.Writer) slog.Handler{
			"JSON": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, l.options) },
			"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, l.options) },
		} {
			bare := l.written(context.Background(), handler)
			if got := l.written(context.Background(), traced(handler)); got != bare {
				faults = append(faults, faultf(kind+" without a span", "got %s\nwant %s", got, bare))
			}
			want := l.written(context.Background(), handler, ids...)
			if l.changes() { // the ids cannot stand above what was formatted already
				want = l.inRecord(ids).written(context.Background(), handler)
			}
			if got := l.written(within, traced(handler)); !saysTheSame(got, want) {
				faults = append(faults, faultf(kind+" with a span", "got %s\nwant %s", got, want))
			}
		}
		return faults, l.shown
	})
}

// saysTheSame compares two lines. What slog itself writes is at times no JSON:
// after a group that comes to nothing it may leave out a comma. Empty groups may
// be there or not.
func saysTheSame(got, want string) bool {
	var said, wanted map[string]any
	if got == want || want[0] == '{' && json.Unmarshal([]byte(want), &wanted) != nil {
		return true
	}
	if json.Unmarshal([]byte(got), &said) != nil {
		return false
	}
	prune(said)
	prune(wanted)
	return reflect.DeepEqual(said, wanted)
}

func traced(handler func(io.Writer) slog.Handler) func(io.Writer) slog.Handler {
	return func(w io.Writer) slog.Handler { return tracelog.NewHandler(handler(w)) }
}

func (l *logging) written(ctx context.Context, handler func(io.Writer) slog.Handler, more ...any) string {
	var b bytes.Buffer
	l.write(ctx, handler(&b), more...)
	return panicked.ReplaceAllString(b.String(), "$1")
}

// panicked is what slog writes of a value that panics: with a stack.
var panicked = regexp.MustCompile(`(LogValue panicked)[^"]*`)

// prune removes empty groups.
func prune(group map[string]any) {
	for key, value := range group {
		if inner, ok := value.(map[string]any); ok {
			if prune(inner); len(inner) == 0 {
				delete(group, key)
			}
		}
	}
}
