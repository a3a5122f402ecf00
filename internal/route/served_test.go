package route

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// follower is a middleware that follows each request. It notes the route before
// and after the handler, and chi's own word for it.
type follower struct {
	table         *Table
	before, after string
}

func newFollower() *follower { return &follower{table: new(Table)} }

func (f *follower) wrap(next http.Handler) http.Handler {
	around, _ := next.(chi.Routes)
	return Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := f.table.Follow(r, around)
		f.before = m.Route().Name
		defer func() { f.after = m.Final().Name }()
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
	for _, path := range []string{"/v1/users/1", "/v1/orders/2", r.URL.Path} {
		part := httptest.NewRecorder()
		r2 := r.Clone(r.Context())
		r2.URL.Path = path
		if b.Mux.ServeHTTP(part, r2); part.Code != http.StatusOK {
			w.WriteHeader(part.Code)
			return
		}
	}
}

// stub is a router of the time before v5.2 of chi.
type stub struct{ *chi.Mux }

func (stub) Find(*chi.Context, string, string) string { panic("not implemented") }

// opaque is a router that says nothing of its routes.
type opaque struct{ stub }

func (opaque) Match(*chi.Context, string, string) bool { panic("not implemented") }

func api() *chi.Mux {
	r := chi.NewRouter()
	r.Route("/v1", func(r chi.Router) {
		r.Get("/users/{id}", ok)
		r.Get("/orders/{id}", ok)
		r.Get("/files/*", ok)
	})
	return r
}

func legacy() *chi.Mux {
	r := chi.NewRouter()
	r.Route("/old", func(r chi.Router) { r.Get("/{id}", ok) })
	return r
}

// The route is that of the router that served, in whatever arrangement, and the
// request is served as without us.
func TestRouteOfWhatServed(t *testing.T) {
	around := func(r http.Handler) func(follow middlewareFunc) http.Handler {
		return func(follow middlewareFunc) http.Handler { return follow(r) }
	}
	tests := []struct {
		name    string
		build   func(follow middlewareFunc) http.Handler
		request string
		want    string
	}{
		{"around a router", around(api()), "GET /v1/users/7", "GET /v1/users/{id}"},
		{"a router with a fallback", around(fallback{api(), legacy()}), "GET /v1/users/7", "GET /v1/users/{id}"},
		{"its fallback", around(fallback{api(), legacy()}), "GET /old/7", "HTTP GET"},
		{"a batch", around(batch{api()}), "GET /v1/users/7", "GET /v1/users/{id}"},
		{"twice around a batch", func(follow middlewareFunc) http.Handler {
			return newFollower().wrap(follow(batch{api()}))
		}, "GET /v1/users/7", "GET /v1/users/{id}"},
		{"a stub", around(stub{api()}), "GET /v1/users/7", "GET /v1/users/{id}"},
		{"a router that says nothing", around(opaque{stub{api()}}), "GET /v1/users/7", "HTTP GET"},
		{"twice around a router", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(middleware.StripSlashes)
			r.Get("/users/{id}", ok)
			return follow(newFollower().wrap(r))
		}, "GET /users/7/", "GET /users/{id}"},
		{"a stub, mounted", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(follow)
			r.Mount("/api", stub{api()})
			return r
		}, "GET /api/v1/users/7", "GET /api/v1/users/{id}"},
		{"a stub, mounted, answered early", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(follow)
			r.With(unauthorized).Mount("/api", stub{api()})
			return r
		}, "GET /api/v1/users/7", "GET /api/*"},
		{"another router by host", func(follow middlewareFunc) http.Handler {
			host := chi.NewRouter()
			host.Get("/*", ok)
			byHost := middleware.RouteHeaders().Route("X-Host", "h", func(http.Handler) http.Handler { return host })
			r := chi.NewRouter()
			r.Use(follow, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					r.Header.Set("X-Host", "h")
					byHost.Handler(next).ServeHTTP(w, r)
				})
			})
			r.Get("/users/{id}", ok)
			return r
		}, "GET /users/7", "GET /*"},
		{"catch-all beside a page", func(follow middlewareFunc) http.Handler {
			all := chi.NewRouter()
			all.Use(middleware.StripSlashes)
			all.Get("/*", ok)
			r := chi.NewRouter()
			r.Use(follow)
			r.Get("/{page}", ok)
			r.Mount("/", all)
			return r
		}, "GET /about/", "GET /*"},
		{"repeated segments, answered early", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(follow)
			r.Route("/{tenant}", func(r chi.Router) {
				r.Use(unauthorized)
				r.Get("/{project}/", ok)
			})
			return r
		}, "GET /acme/acme/", "GET /{tenant}/{project}"},
		{"other segments, answered early", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(follow)
			r.Route("/{tenant}", func(r chi.Router) {
				r.Use(unauthorized)
				r.Get("/{project}/", ok)
			})
			return r
		}, "GET /acme/shop/", "GET /{tenant}/{project}"},
		{"404 of a router by host", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(follow, func(http.Handler) http.Handler { return legacy() })
			r.Get("/users/{id}", ok)
			return r
		}, "GET /users/7", "HTTP GET"},
		{"a method set by a middleware, answered early", func(follow middlewareFunc) http.Handler {
			r := chi.NewRouter()
			r.Use(follow, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					chi.RouteContext(r.Context()).RouteMethod = http.MethodDelete
					next.ServeHTTP(w, r)
				})
			}, unauthorized)
			r.Post("/{any}", ok)
			r.Delete("/users", ok)
			return r
		}, "POST /users", "POST /users"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			follower := newFollower()
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

// A lent context names the router, as chi's own does.
func TestLentContext(t *testing.T) {
	r := chi.NewRouter()
	r.Get("/", func(_ http.ResponseWriter, request *http.Request) {
		if got := chi.RouteContext(request.Context()).Routes; got != r {
			t.Errorf("got a %T", got)
		}
	})
	serve(t, newFollower().wrap(newFollower().wrap(r)), "GET /")
}
