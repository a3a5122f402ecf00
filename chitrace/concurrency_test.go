package chitrace_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// Requests at the same time do not get into each other's spans, however the
// middleware and chi reuse memory. Run with the race detector.
func TestConcurrentRequests(t *testing.T) {
	routes := map[string]string{ // prefix of a path to the route's pattern
		"/u/":        "/u/{id}",
		"/v1/u/":     "/v1/u/{id}",
		"/v1/panic/": "/v1/panic/{id}",
		"/v1/a/b/":   "/v1/a/b/{id}",
	}
	tracer := mocktracer.New()
	r := chi.NewRouter()
	r.Use(swallow, chitrace.Middleware(tracer, chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Id", "X-Route")))
	r.Get("/u/{id}", ok)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/u/{id}", ok)
		r.Get("/panic/{id}", blowUp(0, "oops"))
		r.Route("/a", func(r chi.Router) { r.Get("/b/{id}", ok) })
	})

	const perRoute = 500
	var wg sync.WaitGroup
	for prefix, pattern := range routes {
		wg.Go(func() {
			for i := range perRoute {
				id := fmt.Sprint(i)
				req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, prefix+id, http.NoBody)
				addHeaders(req, "X-Id: "+id, "X-Route: "+pattern)
				r.ServeHTTP(httptest.NewRecorder(), req)
			}
		})
	}
	wg.Wait()

	spans := tracer.FinishedSpans()
	if want := perRoute * len(routes); len(spans) != want {
		t.Fatalf("got %d spans, want %d", len(spans), want)
	}
	for _, span := range spans {
		route := span.Tag("http.request.header.x-route")
		if span.OperationName != fmt.Sprintf("GET %s", route) || span.Tag("http.route") != route {
			t.Fatalf("got %q of %v, want %v", span.OperationName, span.Tag("http.route"), route)
		}
		if got, want := span.Tag("http.route.param.id"), span.Tag("http.request.header.x-id"); got != want {
			t.Fatalf("%s: got id %v, want %v", route, got, want)
		}
	}
}

// A handler may serve several requests in memory at the same time. Run with the
// race detector.
func TestConcurrentRequestsInMemory(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	h := inner(trace)
	r := chi.NewRouter()
	r.Use(trace)
	r.Get("/batch", func(_ http.ResponseWriter, r *http.Request) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { h.ServeHTTP(httptest.NewRecorder(), fresh(r)) })
		}
		wg.Wait()
	})
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/batch", http.NoBody))
	if spans := tracer.FinishedSpans(); len(spans) != 9 || spans[8].OperationName != "GET /batch" {
		t.Errorf("got %v", spans)
	}
}
