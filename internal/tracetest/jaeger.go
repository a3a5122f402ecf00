package tracetest

import (
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// NewJaeger returns a real Jaeger tracer and where its sampled spans end up.
func NewJaeger(tb testing.TB, sampler jaeger.Sampler, opts ...jaeger.TracerOption) (opentracing.Tracer, *jaeger.InMemoryReporter) {
	tb.Helper()
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", sampler, reporter, opts...)
	tb.Cleanup(func() { _ = closer.Close() })
	return tracer, reporter
}
