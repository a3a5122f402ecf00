package chitrace_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A context shows what it would show without us, and no header, in whatever way
// it is printed.
func TestPrintedContext(t *testing.T) {
	var printed []string
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		for _, verb := range []string{"%v", "%+v", "%s", "%q", "%d", "%#v"} {
			printed = append(printed, fmt.Sprintf(verb, r.Context()))
		}
	})
	trace(t, func(trace middlewareFunc) http.Handler { return trace(h) }, "GET /", nil, "Authorization: Bearer SECRET")
	if !strings.HasPrefix(printed[0], "context.Background.WithValue(") {
		t.Errorf("got %s, want a chain of contexts", printed[0])
	}
	for _, got := range printed {
		if strings.Contains(got, "SECRET") || strings.Contains(got, "Authorization") {
			t.Errorf("got %s", got)
		}
	}
}

// A URL in an error keeps its token to itself.
func TestErrorsHideSecrets(t *testing.T) {
	failed := &url.Error{Op: "Get", URL: "https://u:SECRET@pay.example/charge?access_token=SECRET", Err: errors.New("refused")}
	span := traceOne(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		chitrace.LogError(r.Context(), fmt.Errorf("cannot pay: %w", failed))
	}), "GET /")
	tracetest.WantLog(t, span, map[string]string{"message": `cannot pay: Get "https://pay.example/charge": refused`})
	var caught any
	span = trace(t, func(trace middlewareFunc) http.Handler { return catch(&caught)(trace(blowUp(0, failed))) }, "GET /", nil)
	tracetest.WantLog(t, span, map[string]string{"message": `Get "https://pay.example/charge": refused`})
}

// RouteURL writes the route in the path's place.
func TestRouteURL(t *testing.T) {
	tracer, reporter := tracetest.NewJaeger(t, always)
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer, chitrace.WithURL(chitrace.RouteURL)))
	r.Route("/v1", func(r chi.Router) { r.Get("/reset/{token}", ok) })
	for _, parent := range []string{"", sampledParent} { // with a parent there is no look-up for the name
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://example.com/v1/reset/SECRET", http.NoBody)
		if parent != "" {
			addHeaders(req, parent)
		}
		r.ServeHTTP(httptest.NewRecorder(), req)
	}
	for _, span := range reporter.GetSpans() {
		if got := span.(*jaeger.Span).Tags()["http.url"]; got != "http://example.com/v1/reset/{token}" {
			t.Errorf("got %v", got)
		}
	}
}
