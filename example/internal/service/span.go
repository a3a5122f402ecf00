package service

import (
	"context"

	"github.com/opentracing/opentracing-go"
)

// StartSpan starts a span below the one in ctx, by that span's tracer. Without
// one the span is a root of the global tracer's.
func StartSpan(ctx context.Context, name string) (opentracing.Span, context.Context) {
	tracer := opentracing.GlobalTracer()
	if parent := opentracing.SpanFromContext(ctx); parent != nil {
		tracer = parent.Tracer()
	}
	return opentracing.StartSpanFromContextWithTracer(ctx, tracer, name)
}
