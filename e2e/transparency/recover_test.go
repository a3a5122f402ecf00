package transparency

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
)

// quiet keeps the Recoverer from printing.
func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, chimiddleware.WithLogEntry(r, silence{}))
	})
}

type silence struct{}

func (silence) Write(int, int, http.Header, time.Duration, any) {}
func (silence) Panic(any, []byte)                               {}

func recovererInside(_ *testing.T, _ *site, h http.HandlerFunc, ours ...middleware) http.Handler {
	return chi.Chain(ours...).Handler(routed(h, quiet, chimiddleware.Recoverer))
}

func recovererOutside(_ *testing.T, _ *site, h http.HandlerFunc, ours ...middleware) http.Handler {
	r := chi.NewRouter()
	r.Use(quiet, chimiddleware.Recoverer)
	r.Use(ours...)
	r.HandleFunc("/*", h)
	return r
}

// TestPanic lets handlers panic at every point of a response.
func TestPanic(t *testing.T) {
	handlers := []struct {
		name    string
		handler func(s *site, w http.ResponseWriter, r *http.Request)
		want    string // with a Recoverer
	}{
		{"at once", func(*site, http.ResponseWriter, *http.Request) { panic("oops") }, "500 Internal"},
		{"after a status", func(_ *site, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("oops")
		}, "202 Accepted"},
		{"after early hints", func(_ *site, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			panic("oops")
		}, "500 Internal"},
		{"after a flush", func(_ *site, w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "body")
			_ = http.NewResponseController(w).Flush()
			panic("oops")
		}, "200 OK"},
		{"abort", func(_ *site, w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "body")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, "200 OK"},
		{"in a copy", func(_ *site, w http.ResponseWriter, _ *http.Request) {
			_, _ = io.Copy(w, panicking{})
		}, "500 Internal"},
		{"invalid status 0", statuses("", 0), "500 Internal"},
		{"invalid status 99", statuses("", 99), "500 Internal"},
		{"invalid status 1000", statuses("", 1000), "500 Internal"},
		{"negative status", statuses("", -200), "500 Internal"},
	}
	var scenarios []scenario
	for _, h := range handlers {
		scenarios = append(scenarios,
			scenario{name: h.name + ", recovered inside", alone: true, handler: h.handler, build: recovererInside, want: h.want},
			scenario{name: h.name + ", recovered outside", alone: true, handler: h.handler, build: recovererOutside, want: h.want},
			scenario{
				name: h.name + ", not recovered", alone: true, handler: h.handler, want: "answer: ",
				play: func(t *testing.T, s *site) string {
					t.Helper()
					return fmt.Sprintf("answer: %s", s.exchange(t, request{}))
				},
			},
		)
	}
	run(t, scenarios)
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("oops") }
