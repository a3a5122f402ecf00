package span

import (
	"context"
	"fmt"
	"io"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
)

// Context is a context with a span in it. What descends from it has the span for
// [opentracing.SpanFromContext]. It holds no request, so that printing it in
// whatever way shows none.
type Context struct {
	context.Context
	span *Span
}

// Carry puts s into a context below parent.
func (c *Context) Carry(parent context.Context, s *Span) { c.Context, c.span = parent, s }

// Adopt lets the tracer add to the context once the span has started, as
// [opentracing.ContextWithSpan] does for tracers with a context of their own,
// such as OpenTelemetry's bridge.
func (c *Context) Adopt(tracer opentracing.Tracer) {
	hooked, ok := tracer.(opentracing.TracerContextWithSpanExtension)
	if !ok {
		return
	}
	defer c.span.config.Guard.Recover("the tracer")
	if ctx := hooked.ContextWithSpanHook(c.Context, c.span.span); ctx != nil {
		c.Context = ctx
	}
}

// Value implements [context.Context].
func (c *Context) Value(key any) any {
	if c.span.span == nil {
		return c.Context.Value(key)
	}
	switch key {
	case activeSpanKey, active.SpanKey{}:
		return c.span.span
	case ownerKey{}:
		return c.span
	}
	return c.Context.Value(key)
}

type ownerKey struct{}

// Innermost returns the innermost of our spans that ctx is in, whatever spans
// others have started below it. It returns nil if there is none.
func Innermost(ctx context.Context) *Span {
	s, _ := ctx.Value(ownerKey{}).(*Span)
	return s
}

// ContextWith returns a context with s, as [opentracing.ContextWithSpan] does. It
// leaves the tracer out if that panics.
func ContextWith(ctx context.Context, s opentracing.Span) (with context.Context) {
	defer func() {
		if recover() != nil {
			with = context.WithValue(ctx, activeSpanKey, s)
		}
	}()
	return opentracing.ContextWithSpan(ctx, s)
}

// String returns what the context package prints for a context with a value.
func (c *Context) String() string {
	return fmt.Sprint(c.Context) + ".WithValue(opentracing.Span)"
}

// Format implements [fmt.Formatter]: the fields are not printed with any verb.
func (c *Context) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// activeSpanKey is the key that opentracing.SpanFromContext looks for. The
// package does not export it, but it asks any context for it. Answering saves
// what opentracing.ContextWithSpan would allocate in every request.
var activeSpanKey = func() any {
	asked := &keySpy{Context: context.Background()}
	opentracing.SpanFromContext(asked)
	return asked.key
}()

// keySpy is a context that remembers what it was last asked for.
type keySpy struct {
	context.Context
	key any
}

func (s *keySpy) Value(key any) any {
	s.key = key
	return nil
}
