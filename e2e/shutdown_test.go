package e2e

import (
	"slices"
	"sync"
	"syscall"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// Both services are told to stop in the middle of requests: these are answered,
// and no span of theirs is missing, although not one was sent before.
func TestShutdown(t *testing.T) {
	const requests = 16
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	for name, transport := range map[string][]string{"UDP": server.ByUDP(), "HTTP": server.ByHTTP()} {
		t.Run(name, func(t *testing.T) {
			env := slices.Concat(transport, []string{"JAEGER_REPORTER_FLUSH_INTERVAL=1h"})
			prices := startPrices(t, env, "-quote-delay", "1s")
			orders := startOrders(t, prices.url, env)

			var wg sync.WaitGroup
			answers := make([]answer, requests)
			for i := range answers {
				wg.Go(func() {
					var err error
					if answers[i], err = orders.send(t.Context(), "/v1/orders/1001/quote"); err != nil {
						t.Error(err)
					}
				})
			}
			prices.waitInFlight(t, 2*requests)
			orders.Signal(syscall.SIGTERM)
			prices.Signal(syscall.SIGTERM)
			for _, s := range []*service{orders, prices} {
				if err := s.Wait(t); err != nil {
					t.Errorf("%s: %v", s.Name(), err)
				}
			}
			wg.Wait()

			const want = `orders server GET /v1/orders/{orderID}/quote 200
	orders sum prices
		orders client GET /v1/quotes/{sku} 200
			prices server GET /v1/quotes/{sku} 200
				prices ask supplier
		orders client GET /v1/quotes/{sku} 200
			prices server GET /v1/quotes/{sku} 200
				prices ask supplier
`
			for _, a := range answers {
				if got := server.Trace(t, a.traceID, 8).String(); got != want {
					t.Errorf("got\n%swant\n%s", got, want)
				}
			}
		})
	}
}
