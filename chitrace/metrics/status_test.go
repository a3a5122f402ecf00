package metrics

import (
	"io"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hijack takes the connection over and answers with raw, past the middleware.
func hijack(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, raw)
	}
}

func TestStatusClass(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, "2xx"},
		{"body only", ok, "2xx"},
		{"flush only", func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush() }, "2xx"},
		{"201", status(201), "2xx"},
		{"304", status(304), "3xx"},
		{"404", status(404), "4xx"},
		{"503", status(503), "5xx"},
		{"beyond the registered", status(799), "7xx"},
		{"impossible status", status(1000), "5xx"},
		{"early hints, then 404", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusNotFound)
		}, "4xx"},
		{"the first counts", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			w.WriteHeader(http.StatusInternalServerError)
		}, "2xx"},
		{"switching protocols", status(http.StatusSwitchingProtocols), "1xx"},
		{"hijacked", hijack("HTTP/1.1 101 Switching Protocols\r\n\r\n"), "1xx"},
		{"panic", func(http.ResponseWriter, *http.Request) { panic("oops") }, "5xx"},
		{"panic after the status", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("oops")
		}, "2xx"},
		{"panic after hijacking", func(w http.ResponseWriter, r *http.Request) {
			hijack("")(w, r)
			panic("oops")
		}, "1xx"},
		{"abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "5xx"},
		{"exit", func(http.ResponseWriter, *http.Request) { runtime.Goexit() }, "5xx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run(t, func(mw handlerFunc) http.Handler {
				r := chi.NewRouter()
				r.Use(mw)
				r.Get("/a", tt.handler)
				return r
			}, "GET", "/a", served("GET", "/a", tt.want))
		})
	}
}

func TestPanicWithRecoverer(t *testing.T) {
	for name, order := range map[string]func(mw handlerFunc) chi.Middlewares{
		"outside": func(mw handlerFunc) chi.Middlewares { return chi.Middlewares{quiet, middleware.Recoverer, mw} },
		"inside":  func(mw handlerFunc) chi.Middlewares { return chi.Middlewares{quiet, mw, middleware.Recoverer} },
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(mw handlerFunc) http.Handler {
				r := chi.NewRouter()
				r.Use(order(mw)...)
				r.Get("/a/{b}", func(http.ResponseWriter, *http.Request) { panic("oops") })
				return r
			}, "GET", "/a/1", served("GET", "/a/{b}", "5xx"))
		})
	}
}

// quiet keeps chi's Recoverer from printing stacks.
func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, middleware.WithLogEntry(r, noLog{}))
	})
}

type noLog struct{}

func (noLog) Write(int, int, http.Header, time.Duration, any) {}
func (noLog) Panic(any, []byte)                               {}

func TestPanicGoesOnAsItCame(t *testing.T) {
	thrown := &struct{ string }{"oops"}
	var caught any
	h := Middleware(newLedger())(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(thrown) }))
	newSite(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { caught = recover() }()
		h.ServeHTTP(w, r)
	})).send(t, "GET", "/")
	if caught != thrown {
		t.Errorf("caught %v, want the value that was thrown", caught)
	}
}

// An Upgrade header alone proves nothing: a client may send it to hide errors.
func TestUpgradeRefused(t *testing.T) {
	l := newLedger()
	s := newSite(t, Middleware(l)(status(500)))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "websocket")
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	l.wantCounts(t, map[string]int64{served("GET", "unmatched", "5xx"): 1})
}
