package tracelog_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// What a record gets of the span that within makes, as slog's handlers write it.
const (
	wantJSON = `,"trace_id":"00000000000000ab","span_id":"00000000000000cd","sampled":true`
	wantText = " trace_id=00000000000000ab span_id=00000000000000cd sampled=true"
)

// within returns a context with a span of Jaeger's.
func within(tb testing.TB) context.Context {
	tb.Helper()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	tb.Cleanup(func() { _ = closer.Close() })
	sc := jaeger.NewSpanContext(jaeger.TraceID{Low: 0xab}, 0xcd, 0, true, nil)
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

// timeless leaves the time out, and attributes with the key dropped. It writes the
// groups that an attribute is in into its key, and adds the line of code that
// logged.
var timeless = &slog.HandlerOptions{
	AddSource: true,
	ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if source, ok := a.Value.Any().(*slog.Source); ok {
			if a.Key == slog.SourceKey {
				return slog.Int("line", source.Line)
			}
			return a
		}
		if a.Key == "dropped" || a.Key == "line" || len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		a.Key = strings.Join(append(slices.Clip(groups), a.Key), "/")
		return a
	},
}

// kinds are the attributes that loggers and records are made of, written as the
// letters from a on.
var kinds = []slog.Attr{
	slog.Int("a", 1),
	slog.Int("dropped", 1),
	slog.Group("c", "dropped", 1),
	slog.Any("d", lazy{slog.Int("dropped", 1)}),
	slog.Any("e", lazy{slog.Int("a", 1)}),
	slog.Group("f", "a", 1, slog.Group("b", "dropped", 1), "c", 1),
	slog.Group("", "g", 1), // inlined
	slog.Group("h"),
	slog.Any("i", &slog.Source{Line: 1}), // a group, which is dropped
	{},
}

type lazy struct{ attr slog.Attr }

func (l lazy) LogValue() slog.Value { return slog.GroupValue(l.attr) }

// attrs returns attributes of the first n kinds, one for each letter.
func attrs(letters string, n int) (args []any) {
	for _, c := range []byte(letters) {
		args = append(args, kinds[int(c-'a')%n])
	}
	return args
}

// derive makes a logger of log: each parenthesis opens a group, and a comma is
// between calls of With. Before the first group there are attributes of the
// first n kinds only.
func derive(log *slog.Logger, calls string, n int) *slog.Logger {
	for i, group := range strings.Split(calls, "(") {
		if i > 0 {
			log = log.WithGroup(fmt.Sprint("g", i%3))
			n = len(kinds)
		}
		for letters := range strings.SplitSeq(group, ",") {
			log = log.With(attrs(letters, n)...)
		}
	}
	return log
}
