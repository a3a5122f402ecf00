package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"go.elastic.co/apm"
	"go.elastic.co/apm/transport/transporttest"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
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
	if s.sent {
		tracer, _, err := jaegertracer.New("bench", jaegertracer.WithConfig(func(c *config.Configuration) {
			c.Reporter.LocalAgentHostPort, c.Reporter.QueueSize, c.Reporter.BufferFlushInterval = newSink(), queueSize, time.Hour
		}))
		if err != nil {
			panic(err)
		}
		return tracer
	}
	headers := codec.Composite(codec.W3C(), codec.Jaeger())
	return newTracer(config.Configuration{Gen128Bit: true}, s,
		config.WithRandomNumber(rand.Uint64),
		config.Injector(opentracing.HTTPHeaders, headers),
		config.Extractor(opentracing.HTTPHeaders, headers))
}

// queueSize is so large that no span is dropped, which would cost nothing.
const queueSize = 1 << 20

func newTracer(c config.Configuration, s scenario, opts ...config.Option) opentracing.Tracer {
	c.ServiceName = "bench"
	c.Sampler = &config.SamplerConfig{Type: jaeger.SamplerTypeConst}
	if s.samplesRoots() {
		c.Sampler.Param = 1
	}
	reporter := jaeger.NewNullReporter()
	if s.sent {
		reporter = newReporter()
	}
	// The closer has nothing to flush.
	tracer, _, err := c.NewTracer(append(opts, config.Reporter(reporter))...)
	if err != nil {
		panic(err)
	}
	return tracer
}

// newReporter returns a reporter with one of the client's senders, to a socket that
// nobody reads.
func newReporter() jaeger.Reporter {
	transport, err := jaeger.NewUDPTransport(newSink(), 0)
	if err != nil {
		panic(err)
	}
	return jaeger.NewRemoteReporter(transport, jaeger.ReporterOptions.QueueSize(queueSize),
		jaeger.ReporterOptions.BufferFlushInterval(time.Hour))
}

// newSink returns the address of a socket that nobody reads.
func newSink() string {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0") //nolint:noctx // until the process ends
	if err != nil {
		panic(err)
	}
	return conn.LocalAddr().String()
}

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
