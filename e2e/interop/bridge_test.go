package interop

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	bridge "go.opentelemetry.io/otel/bridge/opentracing"
	otelpropagation "go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// startBridged starts a relay on chitrace and OpenTelemetry's bridge. Between
// what it serves and what it calls there is a span of OpenTelemetry's, as that
// of a database driver would be. It returns its URL.
func startBridged(t *testing.T, name string, server *collector.Server, newClient func(...otelhttp.Option) *http.Client) string {
	t.Helper()
	provider := newProvider(t, name, server)
	headers := otelpropagation.NewCompositeTextMapPropagator(otelpropagation.TraceContext{}, otelpropagation.Baggage{})
	tracer := bridge.NewBridgeTracer()
	both := bridge.NewTracerProvider(tracer, provider)
	tracer.SetOpenTelemetryTracer(both.Tracer("chitrace"))
	tracer.SetTextMapPropagator(headers)

	client := newClient(otelhttp.WithTracerProvider(both), otelhttp.WithPropagators(headers))
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/relay/{id}", func(w http.ResponseWriter, r *http.Request) {
		span := chitrace.SpanFromRequest(r)
		sc := trace.SpanContextFromContext(r.Context())
		own := sight{Service: name, TraceID: sc.TraceID().String(), Sampled: sc.IsSampled(), Baggage: map[string]string{}}
		span.Context().ForeachBaggageItem(func(key, value string) bool {
			own.Baggage[key] = value
			return true
		})
		span.SetBaggageItem(name, valueOf(name))
		if r.Header.Get(nextHeader) != "" {
			ctx, below := both.Tracer("database").Start(r.Context(), "read stock")
			defer below.End()
			r = r.WithContext(ctx)
		}
		relay(w, r, client, own)
	})
	service := httptest.NewServer(r)
	t.Cleanup(service.Close)
	return service.URL
}

func chitraceClient(...otelhttp.Option) *http.Client {
	return &http.Client{Transport: propagation.NewTransport(nil)}
}

func otelClient(options ...otelhttp.Option) *http.Client {
	return &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport, options...)}
}

// While the server side is chitrace's, OpenTelemetry's client continues the
// trace, but not the baggage: the bridge does not let it see any.
func TestBridgedClients(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	for name, tt := range map[string]struct {
		newClient   func(...otelhttp.Option) *http.Client
		wantBaggage int
	}{
		"chitrace":      {chitraceClient, 1},
		"OpenTelemetry": {otelClient, 0},
	} {
		t.Run(name, func(t *testing.T) {
			sights := start(t, nil, startBridged(t, "bri", server, tt.newClient), startOTel(t, "sdk", server, byOtelhttp))
			if sights[0].TraceID != sights[1].TraceID {
				t.Error("the trace is cut")
			}
			if got := len(sights[1].Baggage); got != tt.wantBaggage {
				t.Errorf("%d items of baggage arrived, want %d", got, tt.wantBaggage)
			}
		})
	}
}
