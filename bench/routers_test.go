package bench

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// shape is one shape of a router, and a request to it.
type shape struct {
	name  string
	path  string // of the request that is measured
	build func(root chi.Router, endpoint http.HandlerFunc)
}

// shapes are those that are measured: one endpoint on the root, and one below
// two Route calls and a Mount.
var shapes = []shape{
	{name: "flat", path: "/users/42", build: func(root chi.Router, endpoint http.HandlerFunc) {
		root.Get("/users/{userID}", endpoint)
	}},
	{name: "nested", path: "/v1/users/42/orders/7", build: func(root chi.Router, endpoint http.HandlerFunc) {
		root.Route("/v1", func(v1 chi.Router) {
			v1.Route("/users/{userID}", func(user chi.Router) {
				orders := chi.NewRouter()
				orders.Get("/{orderID}", endpoint)
				user.Mount("/orders", orders)
			})
		})
	}},
}

// middleware is what chi's Use takes.
type middleware = func(http.Handler) http.Handler

// router returns a router of this shape with what use puts at its root.
func (s shape) router(use func(root chi.Router), endpoint http.HandlerFunc) http.Handler {
	root := chi.NewRouter()
	use(root)
	s.build(root, endpoint)
	return root
}
