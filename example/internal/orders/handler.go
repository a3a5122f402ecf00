// Package orders is the api service of the demo: it keeps orders, and asks the
// prices service what they cost.
package orders

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// NewHandler returns the service. It tells callers the id of their trace in the
// response header.
func NewHandler(env service.Env, prices PriceList) http.Handler {
	customers := chi.NewRouter()
	customers.Get("/{customerID}/orders", listOfCustomer)

	r := service.NewRouter(env,
		chitrace.WithURLParams("orderID", "customerID"),
		chitrace.WithResponseContext(),
	)
	r.Route("/v1", func(r chi.Router) {
		r.Route("/orders", func(r chi.Router) {
			r.Get("/", list)
			r.Get("/{orderID}", total(env.Log, prices.Price))
			r.Get("/{orderID}/quote", total(env.Log, prices.Quote))
			r.Get("/{orderID}/invoice", invoice)
		})
		r.Mount("/customers", customers)
	})
	return r
}

func list(w http.ResponseWriter, _ *http.Request) {
	service.WriteJSON(w, http.StatusOK, book)
}

func listOfCustomer(w http.ResponseWriter, r *http.Request) {
	service.WriteJSON(w, http.StatusOK, ordersOf(chi.URLParam(r, "customerID")))
}

// total answers with an order and the sum of its prices, which ask finds.
func total(log *slog.Logger, ask askFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		order, ok := find(chi.URLParam(r, "orderID"))
		if !ok {
			service.WriteError(w, http.StatusNotFound, "no such order")
			return
		}
		cents, err := sum(r.Context(), order.Items, ask)
		if err != nil {
			// The caller learns that it failed. The span learns why, and so does
			// the log, whose line leads to the span.
			chitrace.LogError(r.Context(), err)
			log.ErrorContext(r.Context(), "prices not available", "order", order.ID, "error", err)
			service.WriteError(w, http.StatusBadGateway, "the prices are not available")
			return
		}
		service.WriteJSON(w, http.StatusOK, struct {
			Order
			Cents int `json:"cents"`
		}{order, cents})
	}
}

// invoice has a bug, for the sake of the demo: not every order has a customer.
func invoice(w http.ResponseWriter, r *http.Request) {
	order, ok := find(chi.URLParam(r, "orderID"))
	if !ok {
		service.WriteError(w, http.StatusNotFound, "no such order")
		return
	}
	_, _ = fmt.Fprintf(w, "Invoice for %s, order %s\n", order.Customer.Name, order.ID)
}
