package opentelemetry_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

// printer is an exporter that prints spans.
type printer struct{}

func (printer) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, s := range spans {
		name, _ := s.Resource().Set().Value("service.name")
		fmt.Println(name.AsString(), s.SpanKind(), s.Name())
	}
	return nil
}

func (printer) Shutdown(context.Context) error { return nil }

// The spans of a service go to OpenTelemetry's collector in OTLP. The exporter
// reads OTEL_EXPORTER_OTLP_ENDPOINT.
func ExampleNewSender() {
	exporter, err := otlptracehttp.New(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, closer, err := jaegertracer.New("orders",
		jaegertracer.WithSender(opentelemetry.NewSender(exporter)))
	if err != nil {
		fmt.Println(err)
		return
	}
	// After server.Shutdown:
	fmt.Println(closer.Close(), exporter.Shutdown(context.Background()))
	// Output: <nil> <nil>
}

// A driver of a database that is instrumented for OpenTelemetry makes its spans
// below the request's.
func ExampleTracer() {
	client, closer, err := jaegertracer.New("orders", jaegertracer.WithSender(opentelemetry.NewSender(printer{})))
	if err != nil {
		fmt.Println(err)
		return
	}
	tracer := opentelemetry.Tracer(client)
	opentracing.SetGlobalTracer(tracer)
	otel.SetTracerProvider(sdktrace.NewTracerProvider(
		sdktrace.WithSyncer(printer{}),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "orders")))))

	handler := func(_ http.ResponseWriter, r *http.Request) {
		_, query := otel.Tracer("driver").Start(r.Context(), "SELECT orders", trace.WithSpanKind(trace.SpanKindClient))
		defer query.End()
		same := trace.SpanContextFromContext(r.Context()).TraceID() == query.SpanContext().TraceID()
		fmt.Println("one trace:", same)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/v1/orders", http.NoBody)
	chitrace.Middleware(tracer)(http.HandlerFunc(handler)).ServeHTTP(httptest.NewRecorder(), r)
	_ = closer.Close()
	// Output:
	// one trace: true
	// orders client SELECT orders
	// orders server HTTP GET
}

// The version of the service, and whatever else the collector is to know of it.
func ExampleWithResource() {
	sender := opentelemetry.NewSender(printer{}, opentelemetry.WithResource(
		resource.NewSchemaless(attribute.String("service.name", "stock"), attribute.String("service.version", "1.2.3"))))
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithSender(sender))
	if err != nil {
		fmt.Println(err)
		return
	}
	tracer.StartSpan("GET /v1/orders", ext.SpanKindRPCServer).Finish()
	_ = closer.Close()
	// Output: stock server GET /v1/orders
}

// attributes is an exporter that prints one attribute of each span.
type attributes struct {
	printer
	key attribute.Key
}

func (a attributes) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, s := range spans {
		for _, kv := range s.Attributes() {
			if kv.Key == a.key {
				fmt.Println(kv.Key, kv.Value.AsString())
			}
		}
	}
	return nil
}

// A backend whose dashboards expect the names of OpenTelemetry's libraries.
func ExampleWithSemanticConventions() {
	exporter := attributes{key: "http.request.method"}
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithSender(
		opentelemetry.NewSender(exporter, opentelemetry.WithSemanticConventions())))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/v1/orders", http.NoBody)
	chitrace.Middleware(tracer)(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), r)
	_ = closer.Close()
	// Output: http.request.method GET
}
