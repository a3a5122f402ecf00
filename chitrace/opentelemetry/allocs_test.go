package opentelemetry_test

import (
	"testing"

	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

// The wrapped tracer costs three allocations for a span in a context.
func TestAllocs(t *testing.T) {
	t.Setenv("JAEGER_SAMPLER_PARAM", "0")
	client := newTracing(t, tracetest.NewNoopExporter()).Tracer
	count := func(tracer opentracing.Tracer) float64 {
		return testing.AllocsPerRun(100, func() {
			span := tracer.StartSpan("op")
			_ = opentracing.ContextWithSpan(t.Context(), span)
			span.Finish()
		})
	}
	if bare, ours := count(client), count(opentelemetry.Tracer(client)); ours != bare+3 {
		t.Errorf("got %g allocations, want three more than %g", ours, bare)
	}
}
