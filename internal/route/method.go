package route

import (
	"net/http"
	"sync"

	"github.com/go-chi/chi/v5"
)

// Other stands for every method that chi does not know. A client may send any
// token as a method: names and metric labels built from it would be unbounded.
const Other = "OTHER"

// Method returns m where chi routes it, and Other where it does not. Methods
// added with chi.RegisterMethod count as known, provided they were registered
// before the first request with a method beyond those of RFC 9110 came in.
func Method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return m
	}
	rctx := borrowContext()
	defer returnContext(rctx)
	if anyMethod().Match(rctx, m, "/") {
		return m
	}
	return Other
}

// anyMethod is a router with one route that takes every method there is. chi
// keeps its list of methods to itself, so this is how to ask for it.
var anyMethod = sync.OnceValue(func() chi.Routes {
	mux := chi.NewMux()
	mux.Handle("/", http.NotFoundHandler())
	return mux
})
