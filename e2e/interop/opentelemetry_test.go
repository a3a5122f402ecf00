package interop

import (
	"net/http"
	"net/http/httptest"
	"testing"

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

// startOTel starts a relay on OpenTelemetry that speaks the headers of W3C, and
// reports in OTLP. It returns its URL.
func startOTel(t *testing.T, name string, server *collector.Server) string {
	t.Helper()
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(server.OTLP()+"/v1/traces"))
	if err != nil {
		t.Fatal(err)
	}
	provider := sdk.NewTracerProvider(
		sdk.WithSyncer(exporter),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", name))))
	t.Cleanup(func() { _ = provider.Shutdown(t.Context()) })
	headers := propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})

	options := []otelhttp.Option{otelhttp.WithTracerProvider(provider), otelhttp.WithPropagators(headers)}
	client := &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport, options...)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /relay/{id}", func(w http.ResponseWriter, r *http.Request) {
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
	})
	service := httptest.NewServer(otelhttp.NewHandler(mux, "relay", options...))
	t.Cleanup(service.Close)
	return service.URL
}
