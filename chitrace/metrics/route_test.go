package metrics

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// deny answers before the handler.
func deny(http.Handler) http.Handler { return status(http.StatusUnauthorized) }

// onServeMux returns a router below a middleware, with an http.ServeMux in it.
func onServeMux(mw handlerFunc) *chi.Mux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /a/{b}", ok)
	r := chi.NewRouter()
	r.Use(mw)
	r.Mount("/a", mux)
	return r
}

// How a route is found is internal/route's to say.
func TestRoute(t *testing.T) {
	around := func(mw handlerFunc) http.Handler { return mw(onRoot()) }
	onRoot := func(mw handlerFunc) http.Handler { return onRoot(mw) }
	tests := []struct {
		name   string
		build  func(handlerFunc) http.Handler
		method string
		target string
		want   string
	}{
		{"mounted", onRoot, "GET", "/api/prices", served("GET", "/api/prices", "2xx")},
		{"404", onRoot, "GET", "/nowhere", served("GET", "unmatched", "4xx")},
		{"404 under a mount", onRoot, "GET", "/api/nowhere", served("GET", "/api/*", "4xx")},
		{"405", onRoot, "DELETE", "/", served("DELETE", "unmatched", "4xx")},
		{"405 under a mount", onRoot, "DELETE", "/api/prices", served("DELETE", "unmatched", "4xx")},
		{"unknown method", onRoot, "BREW", "/", served("OTHER", "unmatched", "4xx")},
		{
			"middleware answers", func(mw handlerFunc) http.Handler {
				r := chi.NewRouter()
				r.Use(mw, deny)
				r.Get("/a/{b}", ok)
				return r
			}, "GET", "/a/1", served("GET", "/a/{b}", "4xx"),
		},
		{"around", around, "GET", "/v1/users/42", served("GET", "/v1/users/{userID}", "2xx")},
		{
			"http.ServeMux below a mount", func(mw handlerFunc) http.Handler { return onServeMux(mw) },
			"GET", "/a/1", served("GET", "/a/{b}", "2xx"),
		},
		{
			"http.ServeMux, around, traced inside", func(mw handlerFunc) http.Handler { return mw(onServeMux(chitrace.Middleware(nil))) },
			"GET", "/a/1", served("GET", "/a/{b}", "2xx"),
		},
		{
			"around, answered early", func(mw handlerFunc) http.Handler { return mw(deny(nil)) },
			"GET", "/v1/users/42", served("GET", "unmatched", "4xx"),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			send(t, tt.build(Middleware(l)), tt.method, tt.target)
			l.wantCounts(t, map[string]int64{tt.want: 1})
			l.wantValues(t, serverInFlight, "[1 0]")
		})
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hijack takes the connection over and answers with raw, past the middleware.
func hijack(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = conn.Write([]byte("HTTP/1.1 101 Switching Protocols\r\n\r\n"))
}

// Which status counts is internal/response's to say.
func TestStatus(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		class   string
		code    string
	}{
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, "2xx", "200"},
		{"503", status(503), "5xx", "503"},
		{"not registered", status(599), "5xx", "other"},
		{"beyond the registered", status(999), "9xx", "other"},
		{"impossible status", status(1000), "5xx", "500"},
		{"switching protocols", status(http.StatusSwitchingProtocols), "1xx", "101"},
		{"hijacked", hijack, "1xx", "other"},
		{"panic", func(http.ResponseWriter, *http.Request) { panic("oops") }, "5xx", "500"},
		{"panic after the status", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("oops")
		}, "2xx", "202"},
		{"panic after hijacking", func(w http.ResponseWriter, r *http.Request) {
			hijack(w, r)
			panic("oops")
		}, "1xx", "other"},
		{"abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "5xx", "500"},
		{"exit", func(http.ResponseWriter, *http.Request) { runtime.Goexit() }, "5xx", "500"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger()
			send(t, Middleware(l, WithStatusCode())(tt.handler), "GET", "/")
			l.wantCounts(t, map[string]int64{served("GET", "unmatched", tt.class) + "|status_code=" + tt.code: 1})
			l.wantValues(t, serverInFlight, "[1 0]")
		})
	}
}

func TestPanicGoesOnAsItCame(t *testing.T) {
	thrown := &struct{ string }{"oops"}
	defer func() {
		if caught := recover(); caught != thrown {
			t.Errorf("caught %v, want the value that was thrown", caught)
		}
	}()
	serve(t, Middleware(newLedger())(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(thrown) })), "GET", "/")
}
