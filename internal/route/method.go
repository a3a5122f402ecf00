package route

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// Other stands for every method that chi does not know. A client may send any token as a
// method, so names and metric labels with it would be unbounded.
const Other = "OTHER"

// Method returns m if chi knows it, and Other otherwise. chi knows the methods that were
// added by [chi.RegisterMethod].
func Method(m string) string {
	if method.IsStandard(m) || isRegistered(m) {
		return m
	}
	return Other
}

// isRegistered reports whether chi knows the method. Its list is private, but a route for
// all methods has those that were on the list when it was added.
func isRegistered(m string) bool {
	mux := chi.NewMux()
	mux.Handle("/", http.NotFoundHandler())
	return mux.Match(chi.NewRouteContext(), m, "/")
}
