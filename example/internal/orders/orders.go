// Package orders has the handlers of the demo's api: it keeps orders, and asks
// the prices service what they cost.
package orders

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// Shop has the handlers.
type Shop struct {
	prices priceList
	log    *slog.Logger
}

// New returns a shop whose prices are at the base URL, such as
// http://127.0.0.1:8081.
func New(pricesURL string, client *http.Client, log *slog.Logger) (Shop, error) {
	prices, err := newPriceList(pricesURL, client)
	return Shop{prices, log}, err
}

// Routes adds the routes to r.
func (s Shop) Routes(r chi.Router) {
	customers := chi.NewRouter()
	customers.Get("/{customerID}/orders", listOfCustomer)

	r.Route("/orders", func(r chi.Router) {
		r.Get("/", list)
		r.Get("/{orderID}", s.total("prices"))
		r.Get("/{orderID}/quote", s.total("quotes"))
		r.Get("/{orderID}/invoice", invoice)
	})
	r.Mount("/customers", customers)
}

func list(w http.ResponseWriter, _ *http.Request) {
	service.WriteJSON(w, http.StatusOK, book)
}

func listOfCustomer(w http.ResponseWriter, r *http.Request) {
	service.WriteJSON(w, http.StatusOK, ordersOf(chi.URLParam(r, "customerID")))
}

// total answers with an order and what it costs.
func (s Shop) total(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		order, ok := find(chi.URLParam(r, "orderID"))
		if !ok {
			service.WriteError(w, http.StatusNotFound, "no such order")
			return
		}
		cents, err := s.sum(r.Context(), kind, order.Items)
		if err != nil {
			chitrace.LogError(r.Context(), err) // on the request's span
			s.log.ErrorContext(r.Context(), "prices not available", "order", order.ID, "error", err)
			service.WriteError(w, http.StatusBadGateway, "the prices are not available")
			return
		}
		service.WriteJSON(w, http.StatusOK, struct {
			Order
			Cents int `json:"cents"`
		}{order, cents})
	}
}

// sum adds up the prices of the items, in a span of its own.
func (s Shop) sum(ctx context.Context, kind string, items []Item) (int, error) {
	span, ctx := chitrace.StartSpan(ctx, "sum prices") // The calls below get this ctx.
	defer span.Finish()
	span.SetTag("items", len(items))

	cents, err := s.prices.sum(ctx, kind, items)
	if err != nil {
		ext.LogError(span, err) // on this span
	}
	return cents, err
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
