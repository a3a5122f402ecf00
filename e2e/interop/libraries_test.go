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
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
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
	r.Get("/stock/{sku}", func(w http.ResponseWriter, r *http.Request) {
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
