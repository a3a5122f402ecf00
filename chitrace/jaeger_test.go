package chitrace_test

import (
	"testing"

	"github.com/uber/jaeger-client-go"
)

// always is a sampler that takes every span, and never one that takes none.
var (
	always = jaeger.NewConstSampler(true)
	never  = jaeger.NewConstSampler(false)
)

// A parent as Jaeger's header has it.
const (
	sampledParent   = "Uber-Trace-Id: 4:5:0:1"
	unsampledParent = "Uber-Trace-Id: 4:5:0:0"
)

// everything is all that a caller can send to a Jaeger tracer.
var everything = []string{sampledParent, "Uberctx-Tenant: acme", "Jaeger-Baggage: user=7", "Jaeger-Debug-Id: me"}

// onlyJaegerSpan returns the one span that there has to be.
func onlyJaegerSpan(t *testing.T, reporter *jaeger.InMemoryReporter) *jaeger.Span {
	t.Helper()
	spans := reporter.GetSpans()
	if len(spans) != 1 {
		t.Fatalf("got %d spans, want 1: %v", len(spans), spans)
	}
	return spans[0].(*jaeger.Span)
}
