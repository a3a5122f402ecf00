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
// there is none. Where a tracer of package opentelemetry made it, a span of
// OpenTelemetry's API that is further in takes its place.
//
// [opentracing.StartSpanFromContext] puts a span that does nothing into the
// context as long as no global tracer is set. As a parent it would cut the trace.
func Span(ctx context.Context) opentracing.Span {
	span := opentracing.SpanFromContext(ctx)
	if !isReal(span) {
		span, _ = ctx.Value(SpanKey{}).(opentracing.Span)
	}
	if !isReal(span) {
		return nil
	}
	return inner(ctx, span.Tracer(), span)
}

// SpanBy returns [Span], or if there is none, the span that only tracer sees in
// ctx: one of OpenTelemetry's API, if tracer is of package opentelemetry.
func SpanBy(ctx context.Context, tracer opentracing.Tracer) opentracing.Span {
	if span := Span(ctx); span != nil {
		return span
	}
	return inner(ctx, tracer, nil)
}

// inner returns span, or the one further in that tracer sees in ctx.
func inner(ctx context.Context, tracer opentracing.Tracer, span opentracing.Span) opentracing.Span {
	t, ok := tracer.(interface {
		ActiveSpan(ctx context.Context, above opentracing.Span) opentracing.Span
	})
	if !ok {
		return span
	}
	return t.ActiveSpan(ctx, span)
}

func isReal(span opentracing.Span) bool {
	if span == nil {
		return false
	}
	_, noop := span.Tracer().(opentracing.NoopTracer)
	return !noop
}

// UntrustedKey is the key under which the context of a request answers true if
// the request's caller is not trusted.
type UntrustedKey struct{}

// WithUntrustedCaller returns a context that says that the request's caller is
// not trusted: no context of a tracer that came in may go out again.
func WithUntrustedCaller(ctx context.Context) context.Context {
	return context.WithValue(ctx, UntrustedKey{}, true)
}

// CallerIsUntrusted reports whether ctx belongs to such a request.
func CallerIsUntrusted(ctx context.Context) bool {
	untrusted, _ := ctx.Value(UntrustedKey{}).(bool)
	return untrusted
}
