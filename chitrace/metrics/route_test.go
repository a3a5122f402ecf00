package metrics

import (
	"net/http"
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
