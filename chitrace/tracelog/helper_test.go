package tracelog_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// What a record gets from spanContext, as slog's handlers write it.
const (
	wantJSON = `,"trace_id":"00000000000000ab","span_id":"00000000000000cd","sampled":true`
	wantText = " trace_id=00000000000000ab span_id=00000000000000cd sampled=true"
)

// spanContext is that of a span of Jaeger's.
func spanContext() jaeger.SpanContext {
	return jaeger.NewSpanContext(jaeger.TraceID{Low: 0xab}, 0xcd, 0, true, nil)
}

// within returns a context with a span whose context sc is.
func within(tb testing.TB, sc jaeger.SpanContext) context.Context {
	tb.Helper()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	tb.Cleanup(func() { _ = closer.Close() })
	return opentracing.ContextWithSpan(tb.Context(), tracer.StartSpan("test", jaeger.SelfRef(sc)))
}

// wrap makes the handler under test.
func wrap(opts ...tracelog.Option) func(slog.Handler) slog.Handler {
	return func(next slog.Handler) slog.Handler { return tracelog.NewHandler(next, opts...) }
}

func unwrapped(next slog.Handler) slog.Handler { return next }

// record returns the line that is logged through the wrapped JSON handler.
func record(log func(*slog.Logger), wrap func(slog.Handler) slog.Handler) string {
	var out bytes.Buffer
	log(slog.New(wrap(newJSON(&out))))
	return out.String()
}

func newJSON(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, timeless) }
func newText(w io.Writer) slog.Handler { return slog.NewTextHandler(w, timeless) }

// timeless leaves the time out, and attributes with the key dropped. It writes the groups that an attribute is in into
// its key, and adds the line of code that logged.
var timeless = &slog.HandlerOptions{
	AddSource: true,
	ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if source, ok := a.Value.Any().(*slog.Source); ok {
			return slog.Int("line", source.Line)
		}
		if a.Key == "dropped" || len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		a.Key = strings.Join(append(slices.Clip(groups), a.Key), "/")
		return a
	},
}
