package interop

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// Under OpenTelemetry's conventions, chitrace and propagation make what otelhttp
// makes of the same requests. This is all that differs.
func TestSemanticConventions(t *testing.T) {
	differences := map[string]string{
		"server, only otelhttp": "client.address network.peer.address network.peer.port network.protocol.version",
		"server, only chitrace": "component http.route error.type",
		"client, only otelhttp": "network.protocol.version",
		"client, only chitrace": "component",
	}
	for name, request := range map[string]struct{ method, path string }{
		"answered":            {http.MethodGet, "/orders/7"},
		"not found":           {http.MethodGet, "/orders/404"},
		"failed":              {http.MethodGet, "/orders/503"},
		"encoded":             {http.MethodGet, "/orders/%E2%82%AC%2F"},
		"of a method unknown": {"BREW", "/orders/7"},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := byUs(t)(request.method, request.path), byThem(t)(request.method, request.path)
			for _, kind := range []string{"server", "client"} {
				got, want := ours[kind], theirs[kind]
				for side, pair := range map[string][2]map[string]string{"otelhttp": {want, got}, "chitrace": {got, want}} {
					here, there := pair[0], pair[1]
					only := strings.Fields(differences[kind+", only "+side])
					for key := range here {
						if _, ok := there[key]; !ok && !slices.Contains(only, key) && !strings.HasPrefix(key, "sampler.") {
							t.Errorf("%s: only %s has %s = %s", kind, side, key, here[key])
						}
					}
				}
				for key, value := range want {
					if other, ok := got[key]; ok && other != value && key != "server.port" && key != "url.full" {
						t.Errorf("%s: %s is %s, otelhttp has %s", kind, key, other, value)
					}
				}
			}
		})
	}
}

// handle answers with the status that the path ends in, or with 200.
func handle(w http.ResponseWriter, r *http.Request) {
	for _, status := range []int{404, 503} {
		if strings.HasSuffix(r.URL.Path, fmt.Sprint(status)) {
			w.WriteHeader(status)
		}
	}
	_, _ = io.WriteString(w, "seven")
}

// request makes a request with a service and a client, and returns the attributes
// of their spans by kind.
type request func(method, path string) map[string]map[string]string

func newRequest(t *testing.T, service http.Handler, client http.RoundTripper, spans func() tracetest.SpanStubs) request {
	t.Helper()
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	return func(method, path string) map[string]map[string]string {
		req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", "test")
		res, err := (&http.Client{Transport: client}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		server.Close() // The server's span ends after the answer.
		found := map[string]map[string]string{}
		for _, s := range spans() {
			found[s.SpanKind.String()] = texts(s.Attributes)
			maps.Copy(found[s.SpanKind.String()], map[string]string{"status": fmt.Sprint(s.Status)})
		}
		return found
	}
}

func texts(list []attribute.KeyValue) map[string]string {
	m := map[string]string{}
	for _, kv := range list {
		m[string(kv.Key)] = fmt.Sprintf("%v (%v)", kv.Value.String(), kv.Value.Type())
	}
	return m
}

func byUs(t *testing.T) request {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithSender(
		opentelemetry.NewSender(exporter, opentelemetry.WithSemanticConventions())))
	if err != nil {
		t.Fatal(err)
	}
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithRequestHeaders("User-Agent")))
	chi.RegisterMethod("BREW")
	r.Get("/orders/{id}", handle)
	r.Method("BREW", "/orders/{id}", http.HandlerFunc(handle))
	return newRequest(t, r, propagation.NewTransport(nil, propagation.WithTracer(tracer)), func() tracetest.SpanStubs {
		_ = closer.Close()
		return exporter.GetSpans()
	})
}

func byThem(t *testing.T) request {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	provider := sdk.NewTracerProvider(sdk.WithSyncer(exporter))
	mux := http.NewServeMux()
	mux.HandleFunc("/orders/{id}", handle)
	return newRequest(t, otelhttp.NewHandler(mux, "orders", otelhttp.WithTracerProvider(provider)),
		otelhttp.NewTransport(nil, otelhttp.WithTracerProvider(provider)), exporter.GetSpans)
}
