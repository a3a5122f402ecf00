package route

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Wrapped returns h, the handler that a middleware made of next. If next is a
// [chi.Routes], the result is one, too. So a middleware around another
// middleware around a router finds the router, and chi finds it when the whole
// is mounted.
func Wrapped(next, h http.Handler) http.Handler {
	if r, ok := next.(chi.Routes); ok {
		return withRoutes{h, r, true}
	}
	return h
}

// Shown returns h with the routes of a router that it may pass requests on to.
// It returns h itself if one of the two is nil.
func Shown(h http.Handler, r chi.Routes) http.Handler {
	if h == nil || r == nil {
		return h
	}
	return withRoutes{h, r, false}
}

type routes = chi.Routes // embedded by a name that does not hide its method Routes

// withRoutes is a handler in front of a router.
type withRoutes struct {
	http.Handler
	routes
	serves bool // every request by that router: the handler is of a middleware of ours
}

// muxOf returns the [chi.Mux] that r is, or that only middlewares of ours are
// around. It returns nil if r is some other router.
func muxOf(r chi.Routes) *chi.Mux {
	if w, ok := r.(withRoutes); ok && w.serves {
		return muxOf(w.routes)
	}
	mux, _ := r.(*chi.Mux)
	return mux
}

// unwrapped returns the router whose routes r shows.
func unwrapped(r chi.Routes) chi.Routes {
	if w, ok := r.(withRoutes); ok {
		return unwrapped(w.routes)
	}
	return r
}
