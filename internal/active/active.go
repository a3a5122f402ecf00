// Package active finds the span that is active in a context, and whether the caller of
// the context's request is trusted.
package active

import (
	"context"

	"github.com/opentracing/opentracing-go"
)

// SpanKey is the context key of the span that chitrace or propagation has put into a
// context. The value is an [opentracing.Span], or nil.
type SpanKey struct{}

// Span returns the parent for new spans in ctx: that of [opentracing.SpanFromContext],
// or, if that span does nothing, the span of SpanKey. It returns nil if there is none.
// With a tracer of package opentelemetry, it returns a span of OpenTelemetry's API if
// one was started below.
//
// Without a global tracer, [opentracing.StartSpanFromContext] puts a span that does
// nothing into the context. As a parent it would cut the trace.
func Span(ctx context.Context) opentracing.Span { return SpanBy(ctx, nil) }

// SpanBy returns [Span]. If that is nil and tracer is of package opentelemetry, it
// returns the span of OpenTelemetry's API in ctx.
func SpanBy(ctx context.Context, tracer opentracing.Tracer) opentracing.Span {
	span := opentracing.SpanFromContext(ctx)
	if !IsReal(span) {
		if span, _ = ctx.Value(SpanKey{}).(opentracing.Span); !IsReal(span) {
			span = nil
		}
	}
	if span != nil {
		tracer = span.Tracer()
	}
	t, ok := tracer.(interface {
		ActiveSpan(ctx context.Context, above opentracing.Span) opentracing.Span
	})
	if !ok {
		return span
	}
	return t.ActiveSpan(ctx, span)
}

// IsReal reports whether span is one that does something.
func IsReal(span opentracing.Span) bool {
	if span == nil {
		return false
	}
	_, noop := span.Tracer().(opentracing.NoopTracer)
	return !noop
}

// UntrustedKey is the context key of the [HeaderReader] that ignored what the caller of
// the context's request sent. There is no such value if the caller is trusted.
type UntrustedKey struct{}

// A HeaderReader reports whether its tracer reads a header that belongs to no family.
type HeaderReader interface {
	Reads(name string, values []string) bool
}

// CallerIsUntrusted reports whether the caller of ctx's request is not trusted.
func CallerIsUntrusted(ctx context.Context) bool { return ctx.Value(UntrustedKey{}) != nil }

// IgnoredBy returns the HeaderReader that ignored what the caller sent, or nil.
func IgnoredBy(ctx context.Context) HeaderReader {
	reader, _ := ctx.Value(UntrustedKey{}).(HeaderReader)
	return reader
}
