package interop

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/riandyrn/otelchi"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// instrument is how a service on OpenTelemetry traces what it serves.
type instrument func(service string, handler http.HandlerFunc, provider trace.TracerProvider, headers propagation.TextMapPropagator) http.Handler

// startOTel starts a relay on OpenTelemetry that speaks the headers of W3C, and
// reports in OTLP. It returns its URL.
func startOTel(t *testing.T, name string, server *collector.Server, instrumented instrument) string {
	t.Helper()
	provider := newProvider(t, name, server)
	headers := propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
	client := &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport,
		otelhttp.WithTracerProvider(provider), otelhttp.WithPropagators(headers))}
	handler := func(w http.ResponseWriter, r *http.Request) {
		sc := trace.SpanContextFromContext(r.Context())
		own := sight{Service: name, TraceID: sc.TraceID().String(), Sampled: sc.IsSampled(), Baggage: map[string]string{}}
		received := baggage.FromContext(r.Context())
		for _, member := range received.Members() {
			own.Baggage[member.Key()] = member.Value()
		}
		member, err := baggage.NewMemberRaw(name, valueOf(name))
		if err != nil {
			t.Error(err)
		}
		sent, err := received.SetMember(member)
		if err != nil {
			t.Error(err)
		}
		relay(w, r.WithContext(baggage.ContextWithBaggage(r.Context(), sent)), client, own)
	}
	service := httptest.NewServer(instrumented(name, handler, provider, headers))
	t.Cleanup(service.Close)
	return service.URL
}

// newProvider returns the SDK, which reports each span to server at once.
func newProvider(t *testing.T, service string, server *collector.Server) trace.TracerProvider {
	t.Helper()
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(server.OTLP()+"/v1/traces"))
	if err != nil {
		t.Fatal(err)
	}
	return sdk.NewTracerProvider(
		sdk.WithSyncer(exporter),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", service))))
}

// byOtelhttp has otelhttp trace around the standard library's router.
func byOtelhttp(_ string, handler http.HandlerFunc, provider trace.TracerProvider, headers propagation.TextMapPropagator) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /relay/{id}", handler)
	return otelhttp.NewHandler(mux, "relay", otelhttp.WithTracerProvider(provider), otelhttp.WithPropagators(headers))
}

// byOtelchi has otelchi trace in chi's router.
func byOtelchi(service string, handler http.HandlerFunc, provider trace.TracerProvider, headers propagation.TextMapPropagator) http.Handler {
	r := chi.NewRouter()
	r.Use(otelchi.Middleware(service,
		otelchi.WithChiRoutes(r), otelchi.WithRequestMethodInSpanName(true), // the name that chitrace gives
		otelchi.WithTracerProvider(provider), otelchi.WithPropagators(headers)))
	r.Get("/relay/{id}", handler)
	return r
}
