// Package prices is the downstream service of the demo: it knows what things
// cost.
package prices

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

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

// NewHandler returns the service. A quote takes quoteDelay, since it is made by
// hand.
func NewHandler(env service.Env, quoteDelay time.Duration) http.Handler {
	quotes := chi.NewRouter()
	quotes.With(wait(quoteDelay)).Get("/{sku}", price(env.Log))

	r := service.NewRouter(env, chitrace.WithURLParams("sku"))
	r.Route("/v1", func(r chi.Router) {
		r.Get("/prices/{sku}", price(env.Log))
		r.Mount("/quotes", quotes)
	})
	return r
}

func price(log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sku := chi.URLParam(r, "sku")
		if sku == unreachable {
			log.WarnContext(r.Context(), "the supplier does not answer", "sku", sku)
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
}

// wait holds each request back, unless its caller gives up.
func wait(delay time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(delay):
				next.ServeHTTP(w, r)
			case <-r.Context().Done():
			}
		})
	}
}
