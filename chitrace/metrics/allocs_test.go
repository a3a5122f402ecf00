//go:build !race

package metrics

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Not under the race detector, where sync.Pool forgets on purpose.

func TestMiddlewareAllocations(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts []Option
		want float64
	}{
		{"alone", nil, 1}, // the request's state
		{"every option", []Option{
			WithFilter(func(r *http.Request) bool { return r.URL.Path != "/" }),
			WithExemplars(func(context.Context) map[string]string { return nil }),
			WithErrorHandler(func(error) {}),
		}, 1},
		{"left out", []Option{WithFilter(func(*http.Request) bool { return false })}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := allocations(t, Middleware(newPrometheus(), tt.opts...)) - allocations(t, untouched); got != tt.want {
				t.Errorf("%v allocations more than bare chi, want %v", got, tt.want)
			}
		})
	}
}

func allocations(t *testing.T, mw handlerFunc) float64 {
	t.Helper()
	r := chi.NewRouter()
	r.Use(mw)
	r.Route("/v1", func(r chi.Router) {
		r.Route("/orders/{orderID}", func(r chi.Router) {
			r.Get("/items/{itemID}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		})
	})
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/orders/7/items/3", http.NoBody)
	w := tracetest.NewNullWriter()
	return testing.AllocsPerRun(1000, func() { r.ServeHTTP(w, req) })
}

func TestTransportAllocations(t *testing.T) {
	rt := NewTransport(answer(200), newPrometheus(), WithMaxRoutes(1),
		WithExemplars(func(context.Context) map[string]string { return nil }))
	for _, host := range []string{"prices", "beyond-the-limit"} {
		t.Run(host, func(t *testing.T) {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+host+"/", http.NoBody)
			if got := testing.AllocsPerRun(1000, func() { _, _ = rt.RoundTrip(req) }); got != 0 { //nolint:bodyclose // has none
				t.Errorf("%v allocations, want none", got)
			}
		})
	}
}

func newPrometheus() *jaegerprom.Factory {
	return jaegerprom.New(jaegerprom.WithRegisterer(prometheus.NewRegistry()))
}
