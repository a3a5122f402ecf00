package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"go.elastic.co/apm"
	"go.elastic.co/apm/transport/transporttest"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// The span context that every scenario with a parent continues.
const (
	parentTraceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	parentSpanID  = "00f067aa0ba902b7"
)

// newJaeger returns a Jaeger tracer with the defaults that config.FromEnv would
// give it, apart from the sampler, and from the reporter, which drops the spans.
func newJaeger(s scenario, opts ...config.Option) opentracing.Tracer {
	return newTracer(config.Configuration{}, s, opts...)
}

// newProduction returns a Jaeger tracer that is like that of jaegertracer.New,
// apart from the sampler and the reporter: ids of 128 bits, and the headers of W3C
// and of Jaeger, read and written.
func newProduction(s scenario) opentracing.Tracer {
	headers := codec.Composite(codec.W3C(), codec.Jaeger())
	return newTracer(config.Configuration{Gen128Bit: true}, s,
		config.WithRandomNumber(rand.Uint64),
		config.Injector(opentracing.HTTPHeaders, headers),
		config.Extractor(opentracing.HTTPHeaders, headers))
}

func newTracer(c config.Configuration, s scenario, opts ...config.Option) opentracing.Tracer {
	c.ServiceName = "bench"
	c.Sampler = &config.SamplerConfig{Type: jaeger.SamplerTypeConst}
	if s.samplesRoots() {
		c.Sampler.Param = 1
	}
	reporter := jaeger.NewNullReporter()
	if s.sent {
		reporter = newSender()
	}
	// The closer has nothing to flush.
	tracer, _, err := c.NewTracer(append(opts, config.Reporter(reporter))...)
	if err != nil {
		panic(err)
	}
	return tracer
}

// sender is a reporter without a queue: what it costs to encode and send a span is
// part of the request.
type sender struct{ jaeger.Transport }

// newSender returns one that sends to a socket that nobody reads.
func newSender() sender {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0") //nolint:noctx // until the process ends
	if err != nil {
		panic(err)
	}
	transport, err := jaeger.NewUDPTransport(conn.LocalAddr().String(), 0)
	if err != nil {
		panic(err)
	}
	return sender{transport}
}

func (s sender) Report(span *jaeger.Span) {
	if _, err := s.Append(span); err != nil {
		panic(err)
	}
}

func (s sender) Close() { _ = s.Transport.Close() }

// uberTraceID adds the header in which Jaeger's client sends a span context.
func uberTraceID(h http.Header, s scenario) {
	h.Set("Uber-Trace-Id", fmt.Sprintf("%s:%s:0:%d", parentTraceID, parentSpanID, flag(s)))
}

// newOTel returns an OpenTelemetry provider with the SDK's defaults, apart from
// the sampler, and from the exporter: the spans are recorded and dropped.
func newOTel(s scenario) *sdktrace.TracerProvider {
	root := sdktrace.NeverSample()
	if s.samplesRoots() {
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
func traceparent(h http.Header, s scenario) {
	h.Set("Traceparent", fmt.Sprintf("00-%s-%s-%02d", parentTraceID, parentSpanID, flag(s)))
}

func flag(s scenario) int {
	if s.sampled {
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

// newAPM returns an Elastic tracer with its defaults, apart from the sampler, and
// from the transport, which drops what it gets.
func newAPM(tb testing.TB, s scenario) *apm.Tracer {
	tb.Helper()
	tracer, err := apm.NewTracerOptions(apm.TracerOptions{ServiceName: "bench", Transport: transporttest.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(tracer.Close)
	tracer.SetSampler(apm.NewRatioSampler(0))
	if s.samplesRoots() {
		tracer.SetSampler(apm.NewRatioSampler(1))
	}
	return tracer
}
