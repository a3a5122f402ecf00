package chitrace_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// answer is a middleware that answers in front of everything below it.
func answer(status int) mw { return instead(text(status, "")) }

// instead is a middleware that serves by another handler.
func instead(h http.Handler) mw { return func(http.Handler) http.Handler { return h } }

// with is a middleware that changes the request.
func with(change func(r *http.Request) *http.Request) mw {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, change(r)) })
	}
}

// opaque hides from a middleware that there is a router below it.
func opaque(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
}

func timeout(h http.Handler) http.Handler { return http.TimeoutHandler(h, time.Hour, "") }

func unchanged(next http.Handler) http.Handler { return next }

// rewrite is a middleware that changes the path that chi goes on to route.
func rewrite(path string) mw {
	return with(func(r *http.Request) *http.Request {
		chi.RouteContext(r.Context()).RoutePath = path
		return r
	})
}

func strip(prefix string) mw {
	return func(next http.Handler) http.Handler { return http.StripPrefix(prefix, next) }
}

// toHost is a middleware that gives the request the host of examples.
var toHost = with(func(r *http.Request) *http.Request { r.Host = "example.com"; return r })

// forget is a middleware that replaces the request's context.
var forget = with(func(r *http.Request) *http.Request {
	rctx := chi.RouteContext(r.Context())
	return r.WithContext(context.WithValue(context.Background(), chi.RouteCtxKey, rctx))
})

var toPost = with(func(r *http.Request) *http.Request {
	chi.RouteContext(r.Context()).RouteMethod = http.MethodPost
	return r
})

// chi's table of methods has no lock, and a handler that timed out may outlive
// its test.
func init() { chi.RegisterMethod("LINK") }

// newRouter returns a router with the middlewares.
func newRouter(mws ...mw) *chi.Mux {
	r := chi.NewRouter()
	r.Use(mws...)
	return r
}

// routesAt returns a router of one route behind the middlewares.
func routesAt(pattern string, h http.HandlerFunc, mws ...mw) *chi.Mux {
	r := newRouter(mws...)
	r.HandleFunc(pattern, h)
	return r
}

// api returns a router with the routes that most tests ask for, behind the
// middlewares.
func api(root ...mw) *chi.Mux {
	r := newRouter(root...)
	for _, pattern := range []string{"/", "/healthz", "/users/{userID}", "/files/*", "/by/{id:[0-9]+}"} {
		r.Get(pattern, ok)
	}
	r.Post("/users", ok)
	r.Head("/head/{id}", ok)
	r.Handle("/any", ok)
	r.With(middleware.NoCache).Get("/with/{id}", ok)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/", ok)
		r.Get("/users/{userID}", ok)
		r.Route("/orgs/{orgID}", func(r chi.Router) { r.Get("/teams/{teamID}", ok) })
	})
	r.Route("/api", func(r chi.Router) {
		for _, pattern := range []string{"/", "/things/{id}", "/files/*", "/files/{dir}/{file}"} {
			r.Get(pattern, ok)
		}
	})
	r.Handle("/strip/*", http.StripPrefix("/strip", ok))
	return r
}

// layers returns a router with a group around a nested router, and middlewares
// on each of the three.
func layers(root, group, nested []mw) *chi.Mux {
	r := newRouter(root...)
	r.Get("/u/{id}", ok)
	r.Group(func(r chi.Router) {
		r.Use(group...)
		r.Route("/v1", func(r chi.Router) {
			r.Use(nested...)
			r.Get("/u/{id}", ok)
			r.Get("/files/*", ok)
			r.Get("/panic/{id}", blowUp("oops"))
		})
	})
	return r
}

// The functions below put the tracing middleware on a router, and others with it.

// router has it on the root, in front of those below.
func router(below ...mw) buildFunc {
	return func(trace mw) http.Handler { return api(append(mws{trace}, below...)...) }
}

// behind has it on the root, behind another one.
func behind(above mw) buildFunc {
	return func(trace mw) http.Handler { return api(above, trace) }
}

// on has it on a router of one route.
func on(pattern string, h http.HandlerFunc) buildFunc {
	return func(trace mw) http.Handler { return routesAt(pattern, h, trace) }
}

// around has it around h.
func around(h http.Handler) buildFunc {
	return func(trace mw) http.Handler { return trace(h) }
}

func twiceAround(h http.Handler) buildFunc {
	return func(trace mw) http.Handler { return trace(trace(h)) }
}

// subRouter has it on the root, and another one on the nested router.
func subRouter(nested mw, root ...mw) buildFunc {
	return func(trace mw) http.Handler { return layers(append(mws{trace}, root...), nil, mws{nested}) }
}

// inFrontOfMount has it on the root, and another one behind the match of a
// mount, but not on the mounted router.
func inFrontOfMount(between mw, root ...mw) buildFunc {
	return func(trace mw) http.Handler { return layers(append(mws{trace}, root...), mws{between}, nil) }
}

// groupWithMount has it behind the match of a mount.
func groupWithMount(below ...mw) buildFunc {
	return func(trace mw) http.Handler { return layers(nil, append(mws{trace}, below...), nil) }
}

func onSubRouter(trace mw) http.Handler { return layers(nil, nil, mws{trace}) }

func inline(trace mw) http.Handler {
	r := chi.NewRouter()
	r.With(trace).Get("/u/{id}", ok)
	return r
}

func mounted(trace mw) http.Handler { return mount("/sub", trace(api()))(unchanged) }

// mount has it on the root, in front of the others, and mounts h there.
func mount(pattern string, h http.Handler, others ...mw) buildFunc {
	return func(trace mw) http.Handler {
		r := newRouter(trace)
		r.With(others...).Mount(pattern, h)
		return r
	}
}

func besideCatchAll(trace mw) http.Handler {
	r := routesAt("/{page}", ok, trace)
	r.Mount("/", routesAt("/*", ok, middleware.StripSlashes))
	return r
}

// fallback is a router of the user's with a second one for what it does not find.
type fallback struct{ *chi.Mux }

func (f fallback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first := httptest.NewRecorder()
	if f.Mux.ServeHTTP(first, r); first.Code == http.StatusNotFound {
		routesAt("/old/{id}", ok).ServeHTTP(w, r)
	}
}

// batch is a router of the user's that serves a request several times over.
type batch struct{ *chi.Mux }

func (b batch) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	for _, path := range []string{"/v1/users/1", "/files/2", r.URL.Path} {
		r2 := r.Clone(r.Context())
		r2.URL.Path = path
		b.Mux.ServeHTTP(httptest.NewRecorder(), r2)
	}
}

// unaskable is a router that says nothing of its routes.
type unaskable struct{ *chi.Mux }

func (unaskable) Match(*chi.Context, string, string) bool { panic("not implemented") }
