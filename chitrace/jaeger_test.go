package chitrace_test

import (
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// newJaeger returns a real Jaeger tracer and where its sampled spans end up.
func newJaeger(t *testing.T, sampler jaeger.Sampler, opts ...jaeger.TracerOption) (opentracing.Tracer, *jaeger.InMemoryReporter) {
	t.Helper()
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", sampler, reporter, opts...)
	t.Cleanup(func() { _ = closer.Close() })
	return tracer, reporter
}

// onlyJaegerSpan returns the one span that there has to be.
func onlyJaegerSpan(t *testing.T, reporter *jaeger.InMemoryReporter) *jaeger.Span {
	t.Helper()
	spans := reporter.GetSpans()
	if len(spans) != 1 {
		t.Fatalf("got %d spans, want 1: %v", len(spans), spans)
	}
	return spans[0].(*jaeger.Span)
}

func spanContext(t *testing.T, span opentracing.Span) jaeger.SpanContext {
	t.Helper()
	sc, ok := span.Context().(jaeger.SpanContext)
	if !ok {
		t.Fatalf("got a %T", span.Context())
	}
	return sc
}

// always is a sampler that takes every span, and never one that takes none.
var (
	always = jaeger.NewConstSampler(true)
	never  = jaeger.NewConstSampler(false)
)
