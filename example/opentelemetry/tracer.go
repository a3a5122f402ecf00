package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

// newTracer returns a tracer whose spans leave in OTLP, and what has to be called
// when the last span has ended.
func newTracer(ctx context.Context, service string, log *slog.Logger) (opentracing.Tracer, func(context.Context) error, error) {
	// Otherwise what a collector refuses would be printed.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Error("opentelemetry", "error", err) }))
	exporter, err := newExporter(ctx) // reads OTEL_EXPORTER_OTLP_ENDPOINT
	if err != nil {
		return nil, nil, err
	}
	tracer, closer, err := jaegertracer.New(service,
		jaegertracer.WithSender(opentelemetry.NewSender(exporter)),
		jaegertracer.WithLogger(log))
	if err != nil {
		return nil, nil, err
	}

	// Spans of OpenTelemetry's libraries, such as otelsql, are made by its SDK. They
	// are below those of tracer, and leave by the same exporter.
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	otel.SetTracerProvider(provider)

	return opentelemetry.Tracer(tracer), func(ctx context.Context) error {
		return errors.Join(closer.Close(), provider.Shutdown(ctx))
	}, nil
}

func newExporter(ctx context.Context) (trace.SpanExporter, error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL") == "grpc" {
		return otlptracegrpc.New(ctx)
	}
	return otlptracehttp.New(ctx)
}
