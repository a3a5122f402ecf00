package bench

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Router is one shape of a service.
type Router struct {
	Name    string
	Path    string // of the request that is measured
	Pattern string // that it matches
	build   func(root chi.Router, endpoint http.HandlerFunc)
}

// Routers are the shapes that are measured: one endpoint on the root, and one
// below two Route calls and a Mount.
var Routers = []Router{
	{
		Name:    "flat",
		Path:    "/users/42",
		Pattern: "/users/{userID}",
		build: func(root chi.Router, endpoint http.HandlerFunc) {
			root.Get("/users/{userID}", endpoint)
		},
	},
	{
		Name:    "nested",
		Path:    "/v1/users/42/orders/7",
		Pattern: "/v1/users/{userID}/orders/{orderID}",
		build: func(root chi.Router, endpoint http.HandlerFunc) {
			root.Route("/v1", func(v1 chi.Router) {
				v1.Route("/users/{userID}", func(user chi.Router) {
					orders := chi.NewRouter()
					orders.Get("/{orderID}", endpoint)
					user.Mount("/orders", orders)
				})
			})
		},
	},
}

// New returns a router of this shape, with mw, if any, at its root.
func (rt Router) New(mw func(chi.Routes) Middleware, endpoint http.HandlerFunc) http.Handler {
	root := chi.NewRouter()
	if mw != nil {
		root.Use(mw(root))
	}
	rt.build(root, endpoint)
	return root
}

// Middleware is what chi's Use takes.
type Middleware = func(http.Handler) http.Handler
