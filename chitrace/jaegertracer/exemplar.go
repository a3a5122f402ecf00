package jaegertracer

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// ExemplarLabels returns the label trace_id of the span in ctx, for
// metrics.WithExemplars. The value is the id as Jaeger shows it: 16 or 32
// lower-case hexadecimal digits.
//
// It returns nil, without an allocation, if ctx has no span, or if the span is not
// sampled or not Jaeger's. A span that does nothing, as
// [opentracing.StartSpanFromContext] starts without a global tracer, is skipped: the
// label is that of the span above it that StartSpan or the middleware has started.
func ExemplarLabels(ctx context.Context) map[string]string {
	span := active.Span(ctx)
	if span == nil {
		return nil
	}
	sc, ok := jaegerContext(span)
	if !ok || !sc.IsValid() || !sc.IsSampled() {
		return nil
	}
	var room [32]byte
	return map[string]string{"trace_id": string(text.AppendTraceID(room[:0], sc.TraceID().High, sc.TraceID().Low))}
}

func jaegerContext(span opentracing.Span) (jaeger.SpanContext, bool) {
	// A *jaeger.Span, or one that embeds it. Context would allocate.
	if s, ok := span.(interface{ SpanContext() jaeger.SpanContext }); ok {
		return s.SpanContext(), true
	}
	sc, ok := span.Context().(jaeger.SpanContext) // of a wrapper
	return sc, ok
}
