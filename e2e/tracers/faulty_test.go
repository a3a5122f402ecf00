package tracers

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// TestFaultyTracer sends every kind of request with every kind of fault. What
// started also has to finish.
func TestFaultyTracer(t *testing.T) {
	for _, f := range tracetest.Faults {
		t.Run(f.Method+" "+f.Mode, func(t *testing.T) {
			tracer := tracetest.NewFaulty(f)
			s := start(t, tracer, func(r chi.Router) {
				r.Get("/things/{id}", text(200, "fine"))
				r.Get("/broken", text(500, "broken"))
				r.Get("/public", text(200, "public"))
				r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("oops") })
				r.Get("/said", func(w http.ResponseWriter, r *http.Request) {
					chitrace.SetOperationName(r.Context(), "said")
					chitrace.LogError(r.Context(), errOdd)
					_ = chitrace.SpanFromRequest(r)
					text(200, "said")(w, r)
				})
			})
			for _, want := range []struct {
				path   string
				status int
				body   string
			}{
				{"/things/7", 200, "fine"},
				{"/broken", 500, "broken"},
				{"/public", 200, "public"},
				{"/said", 200, "said"},
				{"/missing", 404, "404 page not found\n"},
				{"/panic", 0, ""},
			} {
				if status, body := s.get(t.Context(), s.back+want.path); status != want.status || status != 0 && body != want.body {
					t.Errorf("%s: got %d %q, want %d %q", want.path, status, body, want.status, want.body)
				}
				if want.status == 0 {
					continue
				}
				if status, body := s.get(t.Context(), s.front+"/call"+want.path); status != want.status || body != want.body {
					t.Errorf("/call%s: got %d %q, want %d %q", want.path, status, body, want.status, want.body)
				}
			}
			s.stop()
			tracer.WantFinished(t)
		})
	}
}
