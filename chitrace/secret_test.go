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
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A context shows what it would show without us, and no header, in whatever way
// it is printed.
func TestPrintedContext(t *testing.T) {
	var printed []string
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(mocktracer.New()))
	r.Get("/", func(_ http.ResponseWriter, r *http.Request) {
		for _, verb := range []string{"%v", "%+v", "%s", "%q", "%d", "%#v"} {
			printed = append(printed, fmt.Sprintf(verb, r.Context()))
		}
	})
	get(t, tracetest.Serve(t, r), "GET /", "Authorization: Bearer SECRET")
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
	tests := []struct {
		name   string
		handle func(r *http.Request)
	}{
		{"LogError", func(r *http.Request) { chitrace.LogError(r.Context(), fmt.Errorf("cannot pay: %w", failed)) }},
		{"panic", func(*http.Request) { panic(failed) }},
		{"panic with a text", func(*http.Request) { panic("cannot pay: " + failed.Error()) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { tt.handle(r) })
			get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
			span := tracetest.OnlySpan(t, tracer)
			if message := tracetest.Logs(span)[0]["message"]; !strings.Contains(message, "https://pay.example/charge") {
				t.Errorf("got message %q", message)
			}
			if all := fmt.Sprint(span.Logs(), span.Tags()); strings.Contains(all, "SECRET") {
				t.Errorf("got %s", all)
			}
		})
	}
}

// The response tells the ids, and none of the baggage.
func TestResponseContextHasNoBaggage(t *testing.T) {
	tracer, _ := newJaeger(t, always)
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	observe := chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) { span.SetBaggageItem("tenant", "SECRET") })
	resp := get(t, tracetest.Serve(t, chitrace.Middleware(tracer, chitrace.WithResponseContext(), observe)(h)),
		"GET /", sampledParent, "Uberctx-User: SECRET")
	if resp.Header.Get("Uber-Trace-Id") == "" {
		t.Error("the response has no ids")
	}
	if all := fmt.Sprint(resp.Header); strings.Contains(all, "SECRET") {
		t.Errorf("got %s", all)
	}
}

// RouteURL writes the route in the path's place.
func TestRouteURL(t *testing.T) {
	tracer, reporter := newJaeger(t, always)
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
