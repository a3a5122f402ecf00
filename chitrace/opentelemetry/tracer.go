package opentelemetry

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel/trace"
)

// Tracer returns t such that OpenTelemetry's libraries see its spans: a span that
// they start with a context of t's is in the same trace, below, and sampled if
// t's is. Use the result wherever t was used, and set it as the global tracer.
//
// A context that has a span, such as a request's or one of chitrace.StartSpan or
// of [opentracing.ContextWithSpan], has it for OpenTelemetry's API as well. There
// trace.SpanFromContext returns a span that passes attributes, events, errors and
// status on to t's. Its End does nothing.
//
// In the other direction, chitrace.StartSpan, an outgoing call through
// propagation.NewTransport and the ids in the log are below a span that an
// OpenTelemetry library has started, if that is the inner one in the context.
// [opentracing.StartSpanFromContext] does not see it, and starts its span below
// t's. Baggage is not shared between the two APIs.
//
// The spans of OpenTelemetry's libraries are made by the TracerProvider that the
// libraries are given, or the global one, by its sampler: the SDK's default
// samples what its parent is sampled for.
//
// t is what jaegertracer.New or jaeger-client-go has made. Any other tracer is
// returned as it is, for example the one that does nothing where JAEGER_DISABLED
// is set. The spans of the result are no [*jaeger.Span], but have its methods. A
// span that is put into a context costs three allocations more than t's.
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

// ActiveSpan returns the span that is a parent in ctx: above, which is the one for
// OpenTracing, or a span of an OpenTelemetry library that is further in. chitrace
// and propagation call it.
func (t *tracer) ActiveSpan(ctx context.Context, above opentracing.Span) opentracing.Span {
	inner := trace.SpanFromContext(ctx)
	if _, isView := inner.(*view); isView || !inner.SpanContext().IsValid() {
		return above
	}
	return newForeign(t, inner, above)
}

// span is a span of Jaeger's client whose tracer is ours.
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
