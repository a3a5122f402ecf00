package tracelog_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// ids are those of the span that within makes.
var ids = []slog.Attr{
	slog.String("trace_id", "00000000000000ab"),
	slog.String("span_id", "00000000000000cd"),
	slog.Bool("sampled", true),
}

// within returns a context with a span of Jaeger's.
func within(tb testing.TB) context.Context {
	tb.Helper()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	tb.Cleanup(func() { _ = closer.Close() })
	sc := jaeger.NewSpanContext(jaeger.TraceID{Low: 0xab}, 0xcd, 0, true, nil)
	return opentracing.ContextWithSpan(tb.Context(), tracer.StartSpan("test", jaeger.SelfRef(sc)))
}

// wrap makes the handler under test.
func wrap(next slog.Handler) slog.Handler { return tracelog.NewHandler(next) }

func unwrapped(next slog.Handler) slog.Handler { return next }

// options leave out attributes with the key dropped. They write the groups that
// an attribute is in into its key, and add the line of code that logged.
var options = &slog.HandlerOptions{
	AddSource: true,
	ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if source, ok := a.Value.Any().(*slog.Source); ok {
			if a.Key == slog.SourceKey {
				return slog.Int("line", source.Line)
			}
			return a
		}
		if a.Key == "dropped" || a.Key == "line" {
			return slog.Attr{}
		}
		a.Key = strings.Join(append(slices.Clip(groups), a.Key), "/")
		return a
	},
}
