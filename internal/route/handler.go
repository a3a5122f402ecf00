package route

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Wrapped returns h, the handler that a middleware has made from next. If next is a
// [chi.Routes], the result is one as well. So a further middleware around the result
// finds the router, and so does chi if the result is mounted.
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

type routes = chi.Routes // to embed it under a name that does not hide its method Routes

// withRoutes is a handler in front of a router.
type withRoutes struct {
	http.Handler
	routes
	serves bool // the router serves every request: the handler is a middleware of this library
}

// unwrapped returns the router inside of r. serves reports whether that is a [chi.Mux]
// which serves each request to r once.
func unwrapped(r chi.Routes) (inside chi.Routes, serves bool) {
	if w, ok := r.(withRoutes); ok {
		inside, serves = unwrapped(w.routes)
		return inside, serves && w.serves
	}
	_, serves = r.(*chi.Mux)
	return r, serves
}
