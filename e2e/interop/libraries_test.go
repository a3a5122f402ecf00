package interop

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/XSAM/otelsql"
	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	_ "modernc.org/sqlite" // the driver

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// newTracer returns a tracer of a service that uses OpenTelemetry's libraries, and
// what sends its last spans.
func newTracer(ctx context.Context) (opentracing.Tracer, func() error, error) {
	exporter, err := otlptracehttp.New(ctx) // reads OTEL_EXPORTER_OTLP_ENDPOINT
	if err != nil {
		return nil, nil, err
	}
	tracer, closer, err := jaegertracer.New("shop",
		jaegertracer.WithSender(opentelemetry.NewSender(exporter)))
	if err != nil {
		return nil, nil, err
	}
	provider := trace.NewTracerProvider(
		trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(attribute.String("service.name", "shop"))))
	otel.SetTracerProvider(provider)
	return opentelemetry.Tracer(tracer), func() error {
		if err := closer.Close(); err != nil {
			return err
		}
		return provider.Shutdown(ctx)
	}, nil
}

// openStock opens a database whose queries are traced.
func openStock() (*sql.DB, error) {
	return otelsql.Open("sqlite", "file:stock?mode=memory&cache=shared",
		otelsql.WithAttributes(attribute.String("db.system.name", "sqlite")))
}

// A query through otelsql is below the request's span, and sampled if that is.
func TestOpenTelemetryLibrary(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.OTLP())
	tracer, shutdown, err := newTracer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db, err := openStock()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithResponseContext()))
	r.Get("/stock/{sku}", func(_ http.ResponseWriter, r *http.Request) {
		span, ctx := chitrace.StartSpan(r.Context(), "count")
		defer span.Finish()
		var n int
		if err := db.QueryRowContext(ctx, "SELECT 7").Scan(&n); err != nil || n != 7 {
			t.Errorf("got %d, %v", n, err)
		}
	})
	service := httptest.NewServer(r)
	defer service.Close()

	const unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/stock/cup", http.NoBody)
	req.Header.Set("Traceparent", unsampled)
	r.ServeHTTP(httptest.NewRecorder(), req)
	id := get(t, service.URL+"/stock/cup")
	if err := shutdown(); err != nil {
		t.Fatal(err)
	}

	found := server.Trace(t, id, 3)
	request := found.Root()
	count := found.Children(request.ID)[0]
	var queries []string
	for _, s := range found.Children(count.ID) {
		queries = append(queries, s.Operation)
		if s.Service != "shop" || s.Tags["db.system.name"] != "sqlite" {
			t.Errorf("got %v with %v", s, s.Tags)
		}
	}
	if request.Operation != "GET /stock/{sku}" || count.Operation != "count" || !strings.Contains(strings.Join(queries, " "), "sql.conn.query") {
		t.Errorf("got\n%v", found)
	}
	if found, err := server.Find(t.Context(), unsampled[3:35]); err != nil || len(found.Spans) > 0 {
		t.Errorf("of the request that is not sampled there is %v, %v", found, err)
	}
}

// A call by otelhttp's transport is below the request's span, too. It sends the
// trace, and none of OpenTracing's baggage.
func TestOpenTelemetryClient(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSyncer(exporter)))
	client, closer, err := jaegertracer.New("shop", jaegertracer.WithSender(opentelemetry.NewSender(exporter)))
	if err != nil {
		t.Fatal(err)
	}
	sent := http.Header{}
	prices := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { sent = r.Header }))
	defer prices.Close()
	headers := propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
	transport := otelhttp.NewTransport(nil, otelhttp.WithPropagators(headers))
	handler := func(_ http.ResponseWriter, r *http.Request) {
		chitrace.SpanFromRequest(r).SetBaggageItem("tenant", "acme")
		req, _ := http.NewRequestWithContext(r.Context(), http.MethodGet, prices.URL, http.NoBody)
		res, err := transport.RoundTrip(req)
		if err != nil {
			t.Error(err)
			return
		}
		_ = res.Body.Close()
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	chitrace.Middleware(opentelemetry.Tracer(client))(http.HandlerFunc(handler)).ServeHTTP(httptest.NewRecorder(), req)
	if err := closer.Close(); err != nil {
		t.Fatal(err)
	}
	spans := exporter.GetSpans() // the call, then the request
	if len(spans) != 2 || spans[0].Parent.SpanID() != spans[1].SpanContext.SpanID() {
		t.Fatalf("got %d spans, want the call below the request", len(spans))
	}
	if id := spans[0].SpanContext.SpanID().String(); !strings.Contains(sent.Get("Traceparent"), id) || sent.Get("Baggage") != "" {
		t.Errorf("got the headers %v, want span %s and no baggage", sent, id)
	}
}
