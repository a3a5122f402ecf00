package interop

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// startChitrace starts a relay on chitrace and jaeger-client-go that speaks those
// headers, and reports in Thrift. It returns its URL.
func startChitrace(t *testing.T, name string, headers codec.Codec, server *collector.Server) string {
	t.Helper()
	cfg := &config.Configuration{
		ServiceName: name,
		Sampler:     &config.SamplerConfig{Type: jaeger.SamplerTypeConst, Param: 1},
		Reporter: &config.ReporterConfig{
			CollectorEndpoint:   server.Collector(),
			BufferFlushInterval: 50 * time.Millisecond,
		},
	}
	cfg.Gen128Bit = true // as OpenTelemetry's ids are

	tracer, closer, err := cfg.NewTracer(
		config.Extractor(opentracing.HTTPHeaders, headers),
		config.Injector(opentracing.HTTPHeaders, headers))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = closer.Close() })

	client := &http.Client{Transport: propagation.NewTransport(nil)}
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/relay/{id}", func(w http.ResponseWriter, r *http.Request) {
		span := chitrace.SpanFromRequest(r)
		own := sight{Service: name, Baggage: map[string]string{}}
		if sc, ok := span.Context().(jaeger.SpanContext); ok {
			own.TraceID, own.Sampled = sc.TraceID().String(), sc.IsSampled()
		}
		span.Context().ForeachBaggageItem(func(key, value string) bool {
			own.Baggage[key] = value
			return true
		})
		span.SetBaggageItem(name, valueOf(name))
		relay(w, r, client, own)
	})
	service := httptest.NewServer(r)
	t.Cleanup(service.Close)
	return service.URL
}

// valueOf is what a service sets as its item of baggage: nothing that a header
// can hold as it is.
func valueOf(service string) string { return "für " + service + ", 100 %; \"ok\"=\\" }
