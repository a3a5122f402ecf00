package span

import (
	"context"
	"fmt"
	"io"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
)

// Context is a context with a span. [opentracing.SpanFromContext] finds the span in it
// and in contexts derived from it. It holds no request, so printing it shows none.
type Context struct {
	context.Context
	span *Span
}

// Carry makes c a context with s, derived from parent.
func (c *Context) Carry(parent context.Context, s *Span) { c.Context, c.span = parent, s }

// Adopt lets the tracer add values to the context after the span has started.
// [opentracing.ContextWithSpan] does the same for tracers that implement
// ContextWithSpanHook, such as OpenTelemetry's bridge.
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

// Innermost returns the innermost span of this library in ctx, not a span that other
// code has started below it. It returns nil if there is none, or if it has ended.
func Innermost(ctx context.Context) *Span {
	s, _ := ctx.Value(ownerKey{}).(*Span)
	if s == nil || !isOpen(s.state.Load()) {
		return nil
	}
	return s
}

// ContextWith returns a context with s, as [opentracing.ContextWithSpan] does. Below a
// span that does nothing, [active.Span] returns s, unless s does nothing as well. If the
// tracer's hook panics, the context has only s.
func ContextWith(ctx context.Context, s opentracing.Span) (with context.Context) {
	defer func() {
		if recover() != nil {
			with = context.WithValue(ctx, activeSpanKey, s)
		}
	}()
	if active.IsReal(s) {
		ctx = context.WithValue(ctx, active.SpanKey{}, s)
	}
	return opentracing.ContextWithSpan(ctx, s)
}

// String returns the text that package context prints for a context with a value.
func (c *Context) String() string {
	return fmt.Sprint(c.Context) + ".WithValue(opentracing.Span)"
}

// Format implements [fmt.Formatter]. No verb prints the fields.
func (c *Context) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// activeSpanKey is the key of opentracing.SpanFromContext. opentracing-go does not
// export the key, but passes it to any context. A Context that knows the key saves the
// allocation of opentracing.ContextWithSpan in every request.
var activeSpanKey = func() any {
	asked := &keySpy{Context: context.Background()}
	opentracing.SpanFromContext(asked)
	return asked.key
}()

// keySpy is a context that remembers the last key that it was asked for.
type keySpy struct {
	context.Context
	key any
}

func (s *keySpy) Value(key any) any {
	s.key = key
	return nil
}
