package tracetest

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
)

// Hooked is a mock tracer that makes a context of the one that it is given, as
// OpenTelemetry's bridge does.
type Hooked struct {
	*mocktracer.MockTracer
	Hook func(ctx context.Context) context.Context
}

// ContextWithSpanHook implements [opentracing.TracerContextWithSpanExtension].
func (h Hooked) ContextWithSpanHook(ctx context.Context, _ opentracing.Span) context.Context {
	return h.Hook(ctx)
}
