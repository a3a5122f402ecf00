package chitrace_test

import (
	"context"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// answer is a middleware that answers in front of everything below it.
func answer(status int) middlewareFunc {
	return func(http.Handler) http.Handler { return text(status, "") }
}

// with is a middleware that changes the request.
func with(change func(r *http.Request) *http.Request) middlewareFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, change(r)) })
	}
}

// rewrite is a middleware that changes the path that chi goes on to route.
func rewrite(path string) middlewareFunc {
	return with(func(r *http.Request) *http.Request {
		chi.RouteContext(r.Context()).RoutePath = path
		return r
	})
}

func stripAcme(next http.Handler) http.Handler { return http.StripPrefix("/acme", next) }

// forget is a middleware that replaces the request's context.
var forget = with(func(r *http.Request) *http.Request {
	rctx := chi.RouteContext(r.Context())
	return r.WithContext(context.WithValue(context.Background(), chi.RouteCtxKey, rctx))
})

// opaque hides from a middleware that there is a router below it.
func opaque(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
}

// chi's table of methods has no lock, and a handler that timed out may outlive
// its test.
func init() { chi.RegisterMethod("LINK") }

// api returns a router with the routes that most tests ask for, behind the
// middlewares.
func api(root ...middlewareFunc) *chi.Mux {
	r := chi.NewRouter()
	r.Use(root...)
	r.Get("/", ok)
	r.Get("/healthz", ok)
	r.Get("/users/{userID}", ok)
	r.Post("/users", ok)
	r.Get("/files/*", ok)
	r.Get("/by/{id:[0-9]+}", ok)
	r.Head("/head/{id}", ok)
	r.Handle("/any", ok)
	r.Group(func(r chi.Router) { r.Get("/group/{id}", ok) })
	r.With(middleware.NoCache).Get("/with/{id}", ok)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/", ok)
		r.Get("/users/{userID}", ok)
		r.Route("/orgs/{orgID}", func(r chi.Router) { r.Get("/teams/{teamID}", ok) })
	})
	mounted := chi.NewRouter()
	mounted.Get("/", ok)
	mounted.Get("/things/{id}", ok)
	mounted.Get("/files/*", ok)
	mounted.Get("/files/{dir}/{file}", ok)
	r.Mount("/api", mounted)
	r.Handle("/strip/*", http.StripPrefix("/strip", ok))
	return r
}

// layers returns a router with a group around a nested router, and middlewares
// on each of the three.
func layers(root, group, nested []middlewareFunc) *chi.Mux {
	r := chi.NewRouter()
	r.Use(root...)
	r.Get("/u/{id}", ok)
	r.Group(func(r chi.Router) {
		r.Use(group...)
		r.Route("/v1", func(r chi.Router) {
			r.Use(nested...)
			r.Get("/u/{id}", ok)
			r.Get("/files/*", ok)
			r.Get("/panic/{id}", blowUp(0, "oops"))
		})
	})
	return r
}

// The functions below put the tracing middleware on a router, and others with it.

// router has it on the root, in front of those below.
func router(below ...middlewareFunc) func(trace middlewareFunc) http.Handler {
	return func(trace middlewareFunc) http.Handler { return api(append([]middlewareFunc{trace}, below...)...) }
}

// behind has it on the root, behind another one.
func behind(above middlewareFunc) func(trace middlewareFunc) http.Handler {
	return func(trace middlewareFunc) http.Handler { return api(above, trace) }
}

// subRouter has it on the root, and another one on the nested router.
func subRouter(nested middlewareFunc, root ...middlewareFunc) func(trace middlewareFunc) http.Handler {
	return func(trace middlewareFunc) http.Handler {
		return layers(append([]middlewareFunc{trace}, root...), nil, []middlewareFunc{nested})
	}
}

// inFrontOfMount has it on the root, and another one behind the match of a
// mount, but not on the mounted router.
func inFrontOfMount(between middlewareFunc, root ...middlewareFunc) func(trace middlewareFunc) http.Handler {
	return func(trace middlewareFunc) http.Handler {
		return layers(append([]middlewareFunc{trace}, root...), []middlewareFunc{between}, nil)
	}
}

// groupWithMount has it behind the match of a mount.
func groupWithMount(below ...middlewareFunc) func(trace middlewareFunc) http.Handler {
	return func(trace middlewareFunc) http.Handler {
		return layers(nil, append([]middlewareFunc{trace}, below...), nil)
	}
}

func onSubRouter(trace middlewareFunc) http.Handler { return layers(nil, nil, []middlewareFunc{trace}) }

func inline(trace middlewareFunc) http.Handler {
	r := chi.NewRouter()
	r.With(trace).Get("/u/{id}", ok)
	return r
}

func around(trace middlewareFunc) http.Handler { return trace(api()) }

func mounted(trace middlewareFunc) http.Handler { return mount("/sub", around(trace))(unchanged) }

func unchanged(next http.Handler) http.Handler { return next }

// mount has it on the root, in front of the others, and mounts h there.
func mount(pattern string, h http.Handler, others ...middlewareFunc) func(trace middlewareFunc) http.Handler {
	return func(trace middlewareFunc) http.Handler {
		r := chi.NewRouter()
		r.Use(trace)
		r.With(others...).Mount(pattern, h)
		return r
	}
}

func besideCatchAll(trace middlewareFunc) http.Handler {
	r, rest := chi.NewRouter(), chi.NewRouter()
	rest.Use(middleware.StripSlashes)
	rest.Get("/*", ok)
	r.Use(trace)
	r.Get("/{page}", ok)
	r.Mount("/", rest)
	return r
}

// instead is a middleware that serves by another handler.
func instead(h http.Handler) middlewareFunc { return func(http.Handler) http.Handler { return h } }

var toPost = with(func(r *http.Request) *http.Request {
	chi.RouteContext(r.Context()).RouteMethod = http.MethodPost
	return r
})

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
