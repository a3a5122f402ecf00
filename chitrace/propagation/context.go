package propagation

import (
	"context"

	"github.com/opentracing/opentracing-go"
)

// activeContext is a context with a span in it, for which
// [opentracing.ContextWithSpan] would make another allocation.
type activeContext struct {
	context.Context
	span opentracing.Span
}

// wrap returns parent with span, and with what else the tracer wants in it.
func (c *activeContext) wrap(parent context.Context, tracer opentracing.Tracer, span opentracing.Span) context.Context {
	c.Context, c.span = parent, span
	if hook, ok := tracer.(opentracing.TracerContextWithSpanExtension); ok {
		safely(func() {
			if ctx := hook.ContextWithSpanHook(parent, span); ctx != nil {
				c.Context = ctx
			}
		})
	}
	return c
}

func (c *activeContext) Value(key any) any {
	if key == activeSpanKey {
		return c.span
	}
	return c.Context.Value(key)
}

// activeSpanKey is the key under which opentracing looks for a context's span.
// It is not exported, but SpanFromContext shows it to every context.
var activeSpanKey = func() any {
	spy := keySpy{Context: context.Background()}
	opentracing.SpanFromContext(&spy)
	return spy.key
}()

type keySpy struct {
	context.Context
	key any
}

func (s *keySpy) Value(key any) any {
	s.key = key
	return nil
}
