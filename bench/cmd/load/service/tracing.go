package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing-contrib/go-stdlib/nethttp"
	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riandyrn/otelchi"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

// tracing is how the service is traced: by which library, and where its spans go
// to, as in production.
type tracing struct {
	library          string
	sampled          bool
	agent, collector string

	sent int // the number of spans that were handed to the sender
}

// use puts the library's middleware on the router. flush sends what is left of
// its spans.
func (t *tracing) use(router chi.Router) (flush func() error, err error) {
	switch t.library {
	case "":
		return func() error { return nil }, nil
	case "chitrace", "chitrace-jaegertracer", "chitrace-otlp", "nethttp":
		tracer, closer, err := t.jaeger()
		if err != nil {
			return nil, err
		}
		if t.library == "nethttp" {
			router.Use(func(next http.Handler) http.Handler { return nethttp.Middleware(tracer, next) })
		} else {
			router.Use(chitrace.Middleware(tracer))
		}
		return closer, nil
	case "otelchi", "otelhttp":
		provider, err := t.otel()
		if err != nil {
			return nil, err
		}
		propagator := propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
		if t.library == "otelchi" {
			router.Use(otelchi.Middleware("orders",
				otelchi.WithTracerProvider(provider), otelchi.WithPropagators(propagator)))
		} else {
			router.Use(otelhttp.NewMiddleware("orders", otelhttp.WithMeterProvider(metricnoop.NewMeterProvider()),
				otelhttp.WithTracerProvider(provider), otelhttp.WithPropagators(propagator)))
		}
		return func() error { return provider.Shutdown(context.Background()) }, nil
	}
	return nil, fmt.Errorf("no library %q", t.library)
}

// jaeger returns a tracer with the queue of jaegertracer.New: with the client's
// own, of 100 spans, it would lose some of them, and look cheaper.
func (t *tracing) jaeger() (opentracing.Tracer, func() error, error) {
	if t.library == "chitrace-jaegertracer" {
		return t.production()
	}
	sender, err := t.sender()
	if err != nil {
		return nil, nil, err
	}
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(t.sampled),
		jaeger.NewRemoteReporter(jaegerSender{sender, t}, jaeger.ReporterOptions.QueueSize(5000)))
	return tracer, closer.Close, nil
}

// production returns the tracer of jaegertracer.New.
func (t *tracing) production() (opentracing.Tracer, func() error, error) {
	registry := prometheus.NewRegistry()
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithMetrics(chiprom.New(registry)),
		jaegertracer.WithConfig(func(c *config.Configuration) {
			c.Reporter.LocalAgentHostPort = t.agent
			if !t.sampled {
				c.Sampler.Param = 0
			}
		}))
	if err != nil {
		return nil, nil, err
	}
	return tracer, func() error {
		defer func() { t.sent = sentSpans(registry) }()
		return closer.Close()
	}, nil
}

// sentSpans returns how many spans the tracer counts as sent.
func sentSpans(registry *prometheus.Registry) int {
	families, _ := registry.Gather()
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "jaeger_tracer_reporter_spans_total" && m.GetLabel()[0].GetValue() == "ok" {
				return int(m.GetCounter().GetValue())
			}
		}
	}
	return 0
}

// sender sends the spans of Jaeger's client by OTLP if the library is
// chitrace-otlp, and by Thrift otherwise.
func (t *tracing) sender() (jaeger.Transport, error) {
	if t.library != "chitrace-otlp" {
		return jaeger.NewUDPTransport(t.agent, 0)
	}
	exporter, err := otlptracehttp.New(context.Background(), otlptracehttp.WithEndpointURL(t.collector))
	if err != nil {
		return nil, err
	}
	return opentelemetry.NewSender(exporter), nil
}

// jaegerSender counts the spans that it sends.
type jaegerSender struct {
	jaeger.Transport
	t *tracing
}

func (s jaegerSender) Append(span *jaeger.Span) (int, error) {
	s.t.sent++
	return s.Transport.Append(span)
}

func (t *tracing) otel() (*sdktrace.TracerProvider, error) {
	exporter, err := otlptracehttp.New(context.Background(), otlptracehttp.WithEndpointURL(t.collector))
	if err != nil {
		return nil, err
	}
	sampler := sdktrace.NeverSample()
	if t.sampled {
		sampler = sdktrace.AlwaysSample()
	}
	return sdktrace.NewTracerProvider(sdktrace.WithSampler(sampler), sdktrace.WithBatcher(otelExporter{exporter, t})), nil
}

// otelExporter counts the spans that it exports.
type otelExporter struct {
	sdktrace.SpanExporter
	t *tracing
}

func (e otelExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	e.t.sent += len(spans)
	return e.SpanExporter.ExportSpans(ctx, spans)
}
