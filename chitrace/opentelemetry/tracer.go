package opentelemetry

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel/trace"
)

// Tracer returns a tracer like t whose spans OpenTelemetry's libraries see: if a library
// starts a span with a context that has a span of t, the library's span is below it, in
// the same trace, with the same decision on sampling. Use the result in place of t, and
// set it as the global tracer.
//
// A span that is put into a context by chitrace, by chitrace.StartSpan or by
// [opentracing.ContextWithSpan] is in that context for OpenTelemetry's API as well.
// trace.SpanFromContext returns a span that sets attributes, events, errors and status
// on the span of t. Its End does nothing.
//
// In the other direction, chitrace.StartSpan, outgoing calls through
// propagation.NewTransport and the ids of package tracelog use the span of an
// OpenTelemetry library if it is the innermost in the context.
// [opentracing.StartSpanFromContext] does not see it, and starts its span below the span
// of t. The two APIs do not share baggage.
//
// OpenTelemetry's libraries make their spans with the TracerProvider that they are
// given, or with the global one. Its sampler decides; the SDK's default sampler follows
// the parent.
//
// t has to be a tracer of jaegertracer.New or jaeger-client-go. Any other tracer is
// returned unchanged, such as the no-op tracer with JAEGER_DISABLED. The spans of the
// result are not of type [*jaeger.Span], but have its methods. Putting a span into a
// context makes three allocations more than with t.
func Tracer(t opentracing.Tracer) opentracing.Tracer {
	if client, ok := t.(*jaeger.Tracer); ok {
		return &tracer{client}
	}
	return t
}

type tracer struct{ *jaeger.Tracer }

// StartSpan implements [opentracing.Tracer].
func (t *tracer) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	s := t.Tracer.StartSpan(name, opts...)
	if client, ok := s.(*jaeger.Span); ok {
		return &span{Span: client, tracer: t}
	}
	return s
}

// ContextWithSpanHook implements [opentracing.TracerContextWithSpanExtension].
func (t *tracer) ContextWithSpanHook(ctx context.Context, s opentracing.Span) context.Context {
	if ours, ok := s.(*span); ok {
		return trace.ContextWithSpan(ctx, newView(ours))
	}
	return ctx
}

// ActiveSpan returns the parent for a new span in ctx. above is OpenTracing's span in
// ctx, or nil. If an OpenTelemetry library has started a span below it, ActiveSpan
// returns that span, and above otherwise. Package internal/active calls it.
func (t *tracer) ActiveSpan(ctx context.Context, above opentracing.Span) opentracing.Span {
	inner := trace.SpanFromContext(ctx)
	if _, isView := inner.(*view); isView || !inner.SpanContext().IsValid() {
		return above
	}
	return newForeign(t, inner, above)
}

// span is a span of Jaeger's client. Its methods return the span and the tracer of this
// package.
type span struct {
	*jaeger.Span
	tracer *tracer
}

// Tracer implements [opentracing.Span].
func (s *span) Tracer() opentracing.Tracer { return s.tracer }

// SetOperationName implements [opentracing.Span].
func (s *span) SetOperationName(name string) opentracing.Span {
	s.Span.SetOperationName(name)
	return s
}

// SetTag implements [opentracing.Span].
func (s *span) SetTag(key string, value any) opentracing.Span {
	s.Span.SetTag(key, value)
	return s
}

// SetBaggageItem implements [opentracing.Span].
func (s *span) SetBaggageItem(key, value string) opentracing.Span {
	s.Span.SetBaggageItem(key, value)
	return s
}
