package tracelog_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestNilHandler(t *testing.T) {
	got := fmt.Sprint(tracetest.PanicOf(func() { tracelog.NewHandler(nil) }))
	if !strings.Contains(got, "next is nil") {
		t.Errorf("panicked with %q, want it to say that next is nil", got)
	}
}

// What is enabled, and the errors, are next's.
func TestNextDecides(t *testing.T) {
	h := wrap(picky{t.Context()})
	for _, h := range []slog.Handler{h, h.WithAttrs([]slog.Attr{slog.Int("a", 1)}), h.WithGroup("g")} {
		for ctx, want := range map[context.Context]bool{t.Context(): true, within(t): false} {
			if got := h.Enabled(ctx, slog.LevelDebug); got != want {
				t.Errorf("debug is enabled: %t, want %t", got, want)
			}
			if err := h.Handle(ctx, slog.Record{}); !errors.Is(err, errDiskFull) {
				t.Errorf("error %v, want next's: %v", err, errDiskFull)
			}
		}
	}
}

// picky is enabled for that context alone, and fails.
type picky struct{ ctx context.Context }

var errDiskFull = errors.New("disk full")

func (p picky) Enabled(ctx context.Context, _ slog.Level) bool { return ctx == p.ctx }
func (p picky) Handle(context.Context, slog.Record) error      { return errDiskFull }
func (p picky) WithAttrs([]slog.Attr) slog.Handler             { return p }
func (p picky) WithGroup(string) slog.Handler                  { return p }

func TestNothingToAdd(t *testing.T) {
	h := wrap(slog.DiscardHandler)
	if group, attrs := h.WithGroup(""), h.WithAttrs(nil); group != h || attrs != h {
		t.Errorf("WithGroup returns %v, WithAttrs %v, want the receiver %v", group, attrs, h)
	}
}

// ids are those of the span that within makes.
var ids = []slog.Attr{
	slog.String("trace_id", "00000000000000ab"),
	slog.String("span_id", "00000000000000cd"),
	slog.Bool("sampled", true),
}

// within returns a context with a span of Jaeger's.
func within(tb testing.TB) context.Context {
	tb.Helper()
	tracer, _ := tracetest.NewJaeger(tb, jaeger.NewConstSampler(true))
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
