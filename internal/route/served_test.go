package route

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// follower is a middleware that follows each request, and notes its route at the
// start and at the end.
type follower struct {
	table         *Table
	before, after string
}

func (f *follower) wrap(next http.Handler) http.Handler {
	around, _ := next.(chi.Routes)
	if f.table == nil {
		f.table = new(Table)
	}
	return Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := f.table.Follow(r, around)
		f.before = m.Route().Name
		defer func() { f.after = m.Route().Name }()
		next.ServeHTTP(w, m.Request(r))
	}))
}

// serve sends a request such as "GET /users" to h, and returns the status.
func serve(t *testing.T, h http.Handler, request string) int {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody))
	return w.Code
}

func ok(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }

func unauthorized(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
}

type middlewareFunc = func(http.Handler) http.Handler

// fallback is a user's router: what the first router does not find, it passes on
// to a second one.
type fallback struct {
	*chi.Mux
	legacy http.Handler
}

func (f fallback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first := httptest.NewRecorder()
	if f.Mux.ServeHTTP(first, r); first.Code == http.StatusNotFound {
		f.legacy.ServeHTTP(w, r)
		return
	}
	w.WriteHeader(first.Code)
}

// batch is a user's router that serves a request several times over.
type batch struct{ *chi.Mux }

func (b batch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, path := range []string{"/v1/users/1", "/files/2", r.URL.Path} {
		part := httptest.NewRecorder()
		r2 := r.Clone(r.Context())
		r2.URL.Path = path
		if b.Mux.ServeHTTP(part, r2); part.Code != http.StatusOK {
			w.WriteHeader(part.Code)
			return
		}
	}
}

// opaque is a router that says nothing of its routes.
type opaque struct{ *chi.Mux }

func (opaque) Find(*chi.Context, string, string) string { panic("not implemented") }

func (opaque) Match(*chi.Context, string, string) bool { panic("not implemented") }

// newRouter returns a router with middlewares on it.
func newRouter(routes func(r chi.Router), on ...middlewareFunc) *chi.Mux {
	r := chi.NewRouter()
	r.Use(on...)
	routes(r)
	return r
}

func legacy() *chi.Mux {
	return newRouter(func(r chi.Router) {
		r.Route("/old", func(r chi.Router) { r.Get("/{id}", ok) })
	})
}

func users(r chi.Router) { r.Get("/users/{id}", ok) }

func catchAll(r chi.Router) { r.Get("/*", ok) }

func tenants(r chi.Router) {
	r.Route("/{tenant}", func(r chi.Router) {
		r.Use(unauthorized)
		r.Get("/{project}/", ok)
	})
}

func toDelete(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		chi.RouteContext(r.Context()).RouteMethod = http.MethodDelete
		next.ServeHTTP(w, r)
	})
}

// The route is that of the router that served, in whatever arrangement, and the
// request is served as without us.
func TestRouteOfWhatServed(t *testing.T) {
	type builder = func(follow middlewareFunc) http.Handler
	around := func(h http.Handler) builder {
		return func(follow middlewareFunc) http.Handler { return follow(h) }
	}
	on := func(routes func(r chi.Router), below ...middlewareFunc) builder {
		return func(follow middlewareFunc) http.Handler {
			return newRouter(routes, append([]middlewareFunc{follow}, below...)...)
		}
	}
	instead := func(h http.Handler) middlewareFunc {
		return func(http.Handler) http.Handler { return h }
	}
	tests := []struct {
		name    string
		build   builder
		request string
		want    string
	}{
		{"a router with a fallback", around(fallback{testRouter(), legacy()}), "GET /v1/users/7", "GET /v1/users/{userID}"},
		{"its fallback", around(fallback{testRouter(), legacy()}), "GET /old/7", "HTTP GET"},
		{"a batch", around(batch{testRouter()}), "GET /v1/users/7", "GET /v1/users/{userID}"},
		{"twice around a batch", func(follow middlewareFunc) http.Handler {
			return new(follower).wrap(follow(batch{testRouter()}))
		}, "GET /v1/users/7", "GET /v1/users/{userID}"},
		{"a router that says nothing", around(opaque{testRouter()}), "GET /v1/users/7", "HTTP GET"},
		{"twice around a router", func(follow middlewareFunc) http.Handler {
			return follow(new(follower).wrap(newRouter(users, middleware.StripSlashes)))
		}, "GET /users/7/", "GET /users/{id}"},
		{"a router that says nothing, mounted", on(func(r chi.Router) {
			r.Mount("/api", opaque{testRouter()})
		}), "GET /api/v1/users/7", "GET /api/v1/users/{userID}"},
		{"a router that says nothing, mounted, answered early", on(func(r chi.Router) {
			r.With(unauthorized).Mount("/api", opaque{testRouter()})
		}), "GET /api/v1/users/7", "GET /api/*"},
		{"another router", on(users, instead(newRouter(catchAll))), "GET /users/7", "GET /*"},
		{"404 of another router", on(users, instead(legacy())), "GET /users/7", "HTTP GET"},
		{"catch-all beside a page", on(func(r chi.Router) {
			r.Get("/{page}", ok)
			r.Mount("/", newRouter(catchAll, middleware.StripSlashes))
		}), "GET /about/", "GET /*"},
		{"repeated segments, answered early", on(tenants), "GET /acme/acme/", "GET /{tenant}/{project}"},
		{"a method set by a middleware, answered early", on(func(r chi.Router) {
			r.Post("/{any}", ok)
			r.Delete("/users", ok)
		}, toDelete, unauthorized), "POST /users", "POST /users"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var follower follower
			code := serve(t, tt.build(follower.wrap), tt.request)
			bare := serve(t, tt.build(func(next http.Handler) http.Handler { return next }), tt.request)
			if code != bare {
				t.Errorf("got status %d, without us %d", code, bare)
			}
			if follower.after != tt.want {
				t.Errorf("got %q, want %q", follower.after, tt.want)
			}
		})
	}
}
