// Package tracetest has what the tests of several packages share: servers,
// look-ups of spans, and tracers that fail.
package tracetest

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Server is an [httptest.Server] whose Close waits for every handler, those that
// hijacked their connection included: after it all spans are in. It logs
// nothing, since tests panic on purpose.
type Server struct {
	*httptest.Server
	handlers sync.WaitGroup
}

// NewServer returns a server of h that has not started. The end of the test
// closes it.
func NewServer(tb testing.TB, h http.Handler) *Server {
	tb.Helper()
	s := &Server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.handlers.Add(1)
		defer s.handlers.Done()
		h.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	tb.Cleanup(s.Close)
	return s
}

// Serve starts a server of h that speaks HTTP/1.1.
func Serve(tb testing.TB, h http.Handler) *Server {
	tb.Helper()
	s := NewServer(tb, h)
	s.Start()
	return s
}

// ServeTLS starts a server of h that speaks HTTP/2 as well.
func ServeTLS(tb testing.TB, h http.Handler) *Server {
	tb.Helper()
	s := NewServer(tb, h)
	s.EnableHTTP2 = true
	s.StartTLS()
	return s
}

// Close shuts the server down and waits for its handlers.
func (s *Server) Close() {
	s.Server.Close()
	s.Wait()
}

// Wait waits until no handler runs.
func (s *Server) Wait() { s.handlers.Wait() }

// Reply is a response whose body is read and closed.
type Reply struct{ *http.Response }

// Send sends a request such as "GET /users/7", with headers as "Name: value", and closes
// the server: all spans are in when it returns. If the connection breaks, the reply has
// the status 0.
func (s *Server) Send(tb testing.TB, line string, headers ...string) Reply {
	tb.Helper()
	defer s.Close()
	method, target, _ := strings.Cut(line, " ")
	r := httptest.NewRequestWithContext(context.Background(), method, s.URL+target, http.NoBody)
	AddHeaders(r, headers...)
	resp, err := s.Client().Transport.RoundTrip(r)
	if err != nil {
		return Reply{&http.Response{}}
	}
	_, _ = io.Copy(io.Discard, resp.Body) // it may break off on purpose
	_ = resp.Body.Close()
	return Reply{resp}
}

// Send sends a request to a server of h.
func Send(tb testing.TB, h http.Handler, line string, headers ...string) Reply {
	tb.Helper()
	return Serve(tb, h).Send(tb, line, headers...)
}

// PanicOf returns the value that f panics with, or nil.
func PanicOf(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// Hijack returns a handler that takes the connection over, writes raw bytes to it and
// closes it.
func Hijack(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, raw)
		_ = conn.Close()
	}
}

// Quiet is a middleware that keeps chi's Recoverer, below it, from printing the stack.
func Quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, middleware.WithLogEntry(r, silence{}))
	})
}

type silence struct{ middleware.LogEntry }

func (silence) Panic(any, []byte) {}

// The formats that a scraper of Prometheus may ask for.
const (
	TextFormat  = "text/plain"
	OpenMetrics = "application/openmetrics-text"
)

// Scrape returns what a scraper of the registry gets.
func Scrape(tb testing.TB, registry prometheus.Gatherer, format string) string {
	tb.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/metrics", http.NoBody)
	r.Header.Set("Accept", format)
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		tb.Fatalf("the scrape fails: %s", w.Body)
	}
	return w.Body.String()
}

// NullWriter can do what net/http's own writer of HTTP/1.1 can, and does
// nothing. Make it once, with a header, to count the allocations of a handler.
type NullWriter struct {
	http.Flusher
	http.Hijacker
	header http.Header
}

// NewNullWriter returns a writer with an empty header.
func NewNullWriter() NullWriter { return NullWriter{header: http.Header{}} }

// Header implements [http.ResponseWriter].
func (w NullWriter) Header() http.Header { return w.header }

// Write implements [http.ResponseWriter].
func (w NullWriter) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements [http.ResponseWriter].
func (w NullWriter) WriteHeader(int) {}
