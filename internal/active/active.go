// Package active tells what the code that holds a context works for: which span
// is the parent of new ones, and whether the caller of the request is trusted.
package active

import (
	"context"

	"github.com/opentracing/opentracing-go"
)

// SpanKey is the key under which a context of ours answers with its span, an
// [opentracing.Span], or with nil if it has none.
type SpanKey struct{}

// Span returns the span that ctx is in: that of [opentracing.SpanFromContext],
// or if that does nothing, the next one of ours further up. It returns nil if
// there is none.
//
// [opentracing.StartSpanFromContext] puts a span that does nothing into the
// context as long as no global tracer is set. As a parent it would cut the trace.
func Span(ctx context.Context) opentracing.Span {
	if span := opentracing.SpanFromContext(ctx); isReal(span) {
		return span
	}
	if ours, _ := ctx.Value(SpanKey{}).(opentracing.Span); isReal(ours) {
		return ours
	}
	return nil
}

func isReal(span opentracing.Span) bool {
	if span == nil {
		return false
	}
	_, noop := span.Tracer().(opentracing.NoopTracer)
	return !noop
}

type untrustedKey struct{}

// WithUntrustedCaller returns a context that says that the request's caller is
// not trusted: no context of a tracer that came in may go out again.
func WithUntrustedCaller(ctx context.Context) context.Context {
	return context.WithValue(ctx, untrustedKey{}, true)
}

// CallerIsUntrusted reports whether ctx belongs to such a request.
func CallerIsUntrusted(ctx context.Context) bool {
	untrusted, _ := ctx.Value(untrustedKey{}).(bool)
	return untrusted
}
