// Package opentelemetry connects a service on OpenTracing and Jaeger's client to
// OpenTelemetry. [NewSender] sends its spans with an exporter of OpenTelemetry's SDK,
// for example by OTLP:
//
//	exporter, err := otlptracehttp.New(ctx) // reads OTEL_EXPORTER_OTLP_ENDPOINT
//	…
//	tracer, closer, err := jaegertracer.New("orders",
//		jaegertracer.WithSender(opentelemetry.NewSender(exporter)))
//
// [Tracer] shows the service's spans to libraries that are instrumented for
// OpenTelemetry, such as database drivers, so that their spans are in the same traces:
//
//	opentracing.SetGlobalTracer(opentelemetry.Tracer(tracer))
//
// The package is a module of its own, so that the library's go.mod does not need
// OpenTelemetry.
package opentelemetry
