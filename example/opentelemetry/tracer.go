package main

import (
	"context"

	"github.com/opentracing/opentracing-go"
	jaegerheaders "go.opentelemetry.io/contrib/propagators/jaeger"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	bridge "go.opentelemetry.io/otel/bridge/opentracing"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// newTracer returns the tracer that takes the place of jaeger-client-go's, and
// what has to be called when the last span has ended.
func newTracer(ctx context.Context, service string) (opentracing.Tracer, func(context.Context) error, error) {
	exporter, err := otlptracehttp.New(ctx) // OTEL_EXPORTER_OTLP_ENDPOINT
	if err != nil {
		return nil, nil, err
	}
	process, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", service)),
		resource.WithTelemetrySDK(),
		resource.WithHost(),
		resource.WithFromEnv(), // OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES
	)
	if err != nil {
		return nil, nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(process))

	// Each of the two APIs sees the spans of the other: chitrace starts a span
	// through tracer, and what a database driver starts through OpenTelemetry's
	// global provider is below it.
	tracer := bridge.NewBridgeTracer()
	both := bridge.NewTracerProvider(tracer, provider)
	tracer.SetOpenTelemetryTracer(both.Tracer("github.com/opentracing-contrib/go-chi"))
	tracer.SetTextMapPropagator(headers)
	otel.SetTracerProvider(both)
	otel.SetTextMapPropagator(headers)
	return tracer, provider.Shutdown, nil
}

// headers are those of W3C, and Jaeger's for services that know no others yet.
// All are sent; of those received the last that is valid counts.
var headers = propagation.NewCompositeTextMapPropagator(
	jaegerheaders.Jaeger{},
	propagation.TraceContext{},
	propagation.Baggage{},
)
