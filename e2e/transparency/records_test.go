package transparency

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// TestRecords compares what slog writes with tracelog and without, but for the
// ids that it is there to add.
func TestRecords(t *testing.T) {
	tracer, closer := jaeger.NewTracer("service", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	t.Cleanup(func() { _ = closer.Close() })
	within := opentracing.ContextWithSpan(context.Background(), tracer.StartSpan("span"))

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
			// After a group that comes to nothing slog itself may get the next
			// attribute wrong, whose ever it is.
			byHand := l.written(context.Background(), handler, "trace_id", "x", "span_id", "x", "sampled", true)
			got := l.written(within, traced(handler))
			if kind == "JSON" && json.Valid([]byte(byHand)) {
				faults = append(faults, compareJSON(got, bare)...)
			} else if rest, n := without(byHand); kind == "text" && rest == bare && n == 1 {
				faults = append(faults, compareText(got, bare)...)
			}
		}
		return faults, l.shown
	})
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

var ids = regexp.MustCompile(` ?trace_id=\w+ span_id=\w+ sampled=true`)

// without returns a line of text without the ids, and how often these were there.
func without(line string) (rest string, n int) {
	n = len(ids.FindAllString(line, -1))
	return strings.TrimPrefix(ids.ReplaceAllString(line, ""), " "), n
}

func compareText(got, want string) []fault {
	if rest, n := without(got); rest != want || n != 1 {
		return []fault{faultf("text with a span", "got %s\nwant %s", got, want)}
	}
	return nil
}

// compareJSON compares what the lines say: slog itself writes a group whose
// attributes are all dropped in one way or another.
func compareJSON(got, want string) (faults []fault) {
	var wanted, said map[string]any
	if json.Unmarshal([]byte(want), &wanted) != nil {
		return nil
	}
	if err := json.Unmarshal([]byte(got), &said); err != nil {
		return []fault{faultf("invalid JSON", "%v\ngot %s\nwant %s", err, got, want)}
	}
	for _, key := range []string{"trace_id", "span_id", "sampled"} {
		if _, ok := said[key]; !ok {
			faults = append(faults, faultf("ids in JSON", "no %s in %s", key, got))
		}
		delete(said, key)
	}
	prune(said)
	prune(wanted)
	if !reflect.DeepEqual(said, wanted) {
		faults = append(faults, faultf("JSON with a span", "got %s\nwant %s", got, want))
	}
	return faults
}

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
