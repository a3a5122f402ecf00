package bench

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// middleware is what chi's Use takes.
type middleware = func(http.Handler) http.Handler

// newRouter returns a router with two nested ones, and with what use puts at its
// root.
func newRouter(use func(root chi.Router), endpoint http.HandlerFunc) http.Handler {
	root := chi.NewRouter()
	use(root)
	orders := chi.NewRouter()
	orders.Get("/{orderID}", endpoint)
	root.Route("/v1", func(v1 chi.Router) { v1.Mount("/users/{userID}/orders", orders) })
	return root
}
