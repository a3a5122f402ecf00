package route

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Wrapped returns h, the handler that a middleware made of next, such that it
// is still a [chi.Routes] if next is one. So a middleware around another
// middleware around a router finds the router, and chi finds it when the whole
// is mounted.
func Wrapped(next, h http.Handler) http.Handler {
	if r, ok := next.(chi.Routes); ok {
		return router{h, r}
	}
	return h
}

type routes = chi.Routes // embedded by a name that does not hide its method Routes

type router struct {
	http.Handler
	routes
}

// muxOf returns the [chi.Mux] that r is, or that only middlewares of ours are
// around. It returns nil if r is some other router.
func muxOf(r chi.Routes) *chi.Mux {
	if wrapped, ok := r.(router); ok {
		return muxOf(wrapped.routes)
	}
	mux, _ := r.(*chi.Mux)
	return mux
}
