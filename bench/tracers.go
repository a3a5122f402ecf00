package bench

import (
	"context"
	"fmt"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// The caller of every scenario with a parent.
const (
	callerTraceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	callerSpanID  = "00f067aa0ba902b7"
)

// newJaeger returns a Jaeger tracer with the defaults that config.FromEnv would
// give it, apart from the sampler, and from the reporter, which drops the spans.
func newJaeger(s Scenario) opentracing.Tracer {
	c := config.Configuration{
		ServiceName: "bench",
		Sampler:     &config.SamplerConfig{Type: jaeger.SamplerTypeConst},
	}
	if s.SamplesRoots() {
		c.Sampler.Param = 1
	}
	// The closer has nothing to flush.
	tracer, _, err := c.NewTracer(config.Reporter(jaeger.NewNullReporter()))
	if err != nil {
		panic(err)
	}
	return tracer
}

// jaegerParent adds the header in which Jaeger's client sends a span context.
func jaegerParent(h http.Header, s Scenario) {
	h.Set("Uber-Trace-Id", fmt.Sprintf("%s:%s:0:%d", callerTraceID, callerSpanID, flag(s)))
}

// newOTel returns an OpenTelemetry provider with the SDK's defaults, apart from
// the sampler, and from the exporter: the spans are recorded and dropped.
func newOTel(s Scenario) *sdktrace.TracerProvider {
	root := sdktrace.NeverSample()
	if s.SamplesRoots() {
		root = sdktrace.AlwaysSample()
	}
	return sdktrace.NewTracerProvider(
		sdktrace.WithSampler(sdktrace.ParentBased(root)),
		sdktrace.WithSpanProcessor(nullProcessor{}),
	)
}

// otelPropagator is what OpenTelemetry's getting-started guide sets up. Like
// Jaeger's own, it carries the span context and baggage.
var otelPropagator = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})

// traceparent adds the header of W3C Trace Context.
func traceparent(h http.Header, s Scenario) {
	h.Set("Traceparent", fmt.Sprintf("00-%s-%s-%02d", callerTraceID, callerSpanID, flag(s)))
}

func flag(s Scenario) int {
	if s.Sampled {
		return 1
	}
	return 0
}

// nullProcessor is to the OpenTelemetry SDK what the null reporter is to Jaeger.
// Without any processor the SDK would not record at all.
type nullProcessor struct{}

func (nullProcessor) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (nullProcessor) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (nullProcessor) Shutdown(context.Context) error                  { return nil }
func (nullProcessor) ForceFlush(context.Context) error                { return nil }
