// Package prices has the handlers of the demo's downstream service: it knows
// what things cost.
package prices

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// Price is what one piece of an article costs.
type Price struct {
	SKU   string `json:"sku"`
	Cents int    `json:"cents"`
}

// cents is the price list. The supplier of the teapot is out of reach.
var cents = map[string]int{"cup": 450, "saucer": 280, "spoon": 120}

const unreachable = "teapot"

// Supplier has the handlers. A quote takes QuoteDelay.
type Supplier struct {
	Log        *slog.Logger
	QuoteDelay time.Duration
}

// Routes adds the routes to r.
func (s Supplier) Routes(r chi.Router) {
	quotes := chi.NewRouter()
	quotes.Get("/{sku}", s.quote)

	r.Get("/prices/{sku}", s.price)
	r.Mount("/quotes", quotes)
}

func (s Supplier) price(w http.ResponseWriter, r *http.Request) {
	sku := chi.URLParam(r, "sku")
	if sku == unreachable {
		s.Log.WarnContext(r.Context(), "the supplier does not answer", "sku", sku)
		service.WriteError(w, http.StatusServiceUnavailable, "the supplier does not answer")
		return
	}
	c, ok := cents[sku]
	if !ok {
		service.WriteError(w, http.StatusNotFound, "no such article")
		return
	}
	service.WriteJSON(w, http.StatusOK, Price{SKU: sku, Cents: c})
}

// quote answers as price does, after it has asked the supplier.
func (s Supplier) quote(w http.ResponseWriter, r *http.Request) {
	if err := s.askSupplier(r.Context()); err != nil {
		return // The caller is gone.
	}
	s.price(w, r)
}

// askSupplier waits for QuoteDelay, in a span of its own.
func (s Supplier) askSupplier(ctx context.Context) error {
	span, ctx := chitrace.StartSpan(ctx, "ask supplier")
	defer span.Finish()
	select {
	case <-time.After(s.QuoteDelay):
		return nil
	case <-ctx.Done():
		ext.LogError(span, ctx.Err())
		return ctx.Err()
	}
}
