package prometheus_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
)

// site is a chi router behind a real socket, with one route.
type site struct {
	*httptest.Server
	entered chan struct{}
}

func newSite(t *testing.T, mw func(http.Handler) http.Handler, handler func()) *site {
	t.Helper()
	s := &site{entered: make(chan struct{}, 1)}
	r := chi.NewRouter()
	r.Use(mw)
	r.Get("/", func(http.ResponseWriter, *http.Request) {
		s.entered <- struct{}{}
		handler()
	})
	s.Server = httptest.NewServer(r)
	t.Cleanup(s.Close)
	return s
}

func (s *site) waitForHandler() { <-s.entered }

func (s *site) get(t *testing.T) {
	t.Helper()
	get(t, s.Client(), s.URL)
}
