package route

import (
	"net/http"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// Other stands for every method that chi does not know. A client may send any
// token as a method: names and metric labels built from it would be unbounded.
const Other = "OTHER"

// Method returns m where chi routes it, and Other where it does not. Methods
// added with chi.RegisterMethod count as known.
func Method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return m
	}
	if matches(anyMethod.Load(), m) {
		return m
	}
	// The method may have been registered since.
	if fresh := newAnyMethod(); matches(fresh, m) {
		anyMethod.Store(fresh)
		return m
	}
	return Other
}

// anyMethod is a router with one route that takes every method there was when it
// was made. chi keeps its list of methods to itself, so this is how to ask for it.
var anyMethod atomic.Pointer[chi.Mux]

func newAnyMethod() *chi.Mux {
	mux := chi.NewMux()
	mux.Handle("/", http.NotFoundHandler())
	return mux
}

func matches(mux *chi.Mux, method string) bool {
	if mux == nil {
		return false
	}
	rctx := borrowContext()
	defer returnContext(rctx)
	return mux.Match(rctx, method, "/")
}
