package metrics

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

type handlerFunc = func(http.Handler) http.Handler

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

// routes builds what most rows send their request to.
func routes(r chi.Router) {
	r.Get("/", ok)
	r.Get("/v1/users/{userID}", ok)
	r.Get("/files/*", ok)
	r.Route("/v1/orders", func(r chi.Router) {
		r.Route("/{orderID}", func(r chi.Router) {
			r.Get("/items/{itemID:[0-9]+}", ok)
		})
	})
	api := chi.NewRouter()
	api.Get("/prices", ok)
	r.Mount("/api", api)
	r.With(deny).Get("/admin/{page}", ok)
}

// deny answers before the handler.
func deny(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	})
}

func onRoot(mw handlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(mw)
	routes(r)
	return r
}

func untouched(next http.Handler) http.Handler { return next }

func aroundRouter(mw handlerFunc) http.Handler {
	r := chi.NewRouter()
	routes(r)
	return mw(r)
}

// onRootBefore has the middlewares run after mw.
func onRootBefore(below ...handlerFunc) func(handlerFunc) http.Handler {
	return func(mw handlerFunc) http.Handler {
		r := chi.NewRouter()
		r.Use(mw)
		r.Use(below...)
		routes(r)
		return r
	}
}

func TestRoute(t *testing.T) {
	tests := []struct {
		name   string
		build  func(handlerFunc) http.Handler
		method string
		target string
		want   string
	}{
		{"root", onRoot, "GET", "/", served("GET", "/", "2xx")},
		{"parameter", onRoot, "GET", "/v1/users/42", served("GET", "/v1/users/{userID}", "2xx")},
		{"percent-encoded", onRoot, "GET", "/v1/users/a%2Fb", served("GET", "/v1/users/{userID}", "2xx")},
		{"nested", onRoot, "GET", "/v1/orders/7/items/3", served("GET", "/v1/orders/{orderID}/items/{itemID:[0-9]+}", "2xx")},
		{"wildcard", onRoot, "GET", "/files/a/b.txt", served("GET", "/files/*", "2xx")},
		{"mounted", onRoot, "GET", "/api/prices", served("GET", "/api/prices", "2xx")},
		{"404", onRoot, "GET", "/nowhere", served("GET", "unmatched", "4xx")},
		{"404 under a mount", onRoot, "GET", "/api/nowhere", served("GET", "/api/*", "4xx")},
		{"405", onRoot, "DELETE", "/", served("DELETE", "unmatched", "4xx")},
		{"unknown method", onRoot, "BREW", "/", served("OTHER", "unmatched", "4xx")},
		{"inline middleware answers", onRoot, "GET", "/admin/x", served("GET", "/admin/{page}", "4xx")},
		{"middleware answers", onRootBefore(deny), "GET", "/v1/users/42", served("GET", "/v1/users/{userID}", "4xx")},
		{"GetHead", onRootBefore(middleware.GetHead), "HEAD", "/v1/users/42", served("HEAD", "/v1/users/{userID}", "2xx")},
		{"StripSlashes", onRootBefore(middleware.StripSlashes), "GET", "/v1/users/42/", served("GET", "/v1/users/{userID}", "2xx")},
		{"around", aroundRouter, "GET", "/v1/users/42", served("GET", "/v1/users/{userID}", "2xx")},
		{"around, path rewritten", func(mw handlerFunc) http.Handler {
			return mw(onRootBefore(middleware.StripSlashes)(untouched))
		}, "GET", "/v1/users/42/", served("GET", "/v1/users/{userID}", "2xx")},
		{"around, 404", aroundRouter, "GET", "/nowhere", served("GET", "unmatched", "4xx")},
		{
			"around another around", func(mw handlerFunc) http.Handler {
				return mw(Middleware(nil)(aroundRouter(untouched)))
			}, "GET", "/api/prices", served("GET", "/api/prices", "2xx"),
		},
		{
			"around, answered early", func(mw handlerFunc) http.Handler { return mw(deny(nil)) },
			"GET", "/v1/users/42", served("GET", "unmatched", "4xx"),
		},
		{
			"inline", func(mw handlerFunc) http.Handler {
				r := chi.NewRouter()
				r.With(mw).Get("/a/{b}", ok)
				return r
			}, "GET", "/a/1", served("GET", "/a/{b}", "2xx"),
		},
		{
			"on a sub-router", func(mw handlerFunc) http.Handler {
				r := chi.NewRouter()
				r.Route("/a", func(r chi.Router) {
					r.Use(mw)
					r.Get("/{b}", ok)
				})
				return r
			}, "GET", "/a/1", served("GET", "/a/{b}", "2xx"),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run(t, tt.build, tt.method, tt.target, tt.want)
		})
	}
}

// run sends one request, and expects it in one series.
func run(t *testing.T, build func(handlerFunc) http.Handler, method, target, want string) {
	t.Helper()
	l := newLedger()
	newSite(t, build(Middleware(l))).send(t, method, target)
	l.wantCounts(t, map[string]int64{want: 1})
	l.wantIdle(t, "http_server_requests_in_flight")
}

// lost is a router that panics when it is asked for a route.
type lost struct{ chi.Router }

func (lost) Find(*chi.Context, string, string) string { panic("lost") }

func (lost) ServeHTTP(w http.ResponseWriter, r *http.Request) { ok(w, r) }

func TestRouterThatPanics(t *testing.T) {
	l := newLedger()
	s := newSite(t, Middleware(l)(lost{chi.NewRouter()}))
	if got := s.send(t, "GET", "/"); got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
	l.wantCounts(t, map[string]int64{served("GET", "unmatched", "2xx"): 1})
	l.wantIdle(t, serverInFlight)
}

func TestRequestIsHandedOnAsItIs(t *testing.T) {
	var outside, inside *http.Request
	r := chi.NewRouter()
	r.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			outside = r
			next.ServeHTTP(w, r)
		})
	}, Middleware(newLedger()))
	r.Get("/", func(_ http.ResponseWriter, r *http.Request) { inside = r })
	newSite(t, r).send(t, "GET", "/")
	if inside != outside {
		t.Error("the handler got another request than the middleware")
	}
}

func TestOneMiddlewareOnTwoRouters(t *testing.T) {
	l := newLedger()
	mw := Middleware(l)
	r := chi.NewRouter()
	for _, prefix := range []string{"/a", "/b"} {
		r.Route(prefix, func(r chi.Router) {
			r.Use(mw)
			r.Get("/", ok)
		})
	}
	s := newSite(t, r)
	s.send(t, "GET", "/a/")
	s.send(t, "GET", "/b/")
	l.wantCounts(t, map[string]int64{served("GET", "/a", "2xx"): 1, served("GET", "/b", "2xx"): 1})
}
