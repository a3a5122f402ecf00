package e2e

import (
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// Each request of a client's is one trace across both services, named by the
// routes, whichever way the spans travel.
func TestTraces(t *testing.T) {
	server := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	for name, transport := range map[string][]string{"UDP": server.ByUDP(), "HTTP": server.ByHTTP()} {
		t.Run(name, func(t *testing.T) {
			prices := startPrices(t, transport)
			orders := startOrders(t, prices.url, transport)
			for _, tt := range []struct {
				request string
				want    string
			}{
				{"/v1/orders", `
orders server GET /v1/orders 200
`},
				{"/v1/orders/1001", `
orders server GET /v1/orders/{orderID} 200
	orders sum prices
		orders client GET /v1/prices/{sku} 200
			prices server GET /v1/prices/{sku} 200
		orders client GET /v1/prices/{sku} 200
			prices server GET /v1/prices/{sku} 200
`},
				{"/v1/orders/1001/quote", `
orders server GET /v1/orders/{orderID}/quote 200
	orders sum prices
		orders client GET /v1/quotes/{sku} 200
			prices server GET /v1/quotes/{sku} 200
				prices ask supplier
		orders client GET /v1/quotes/{sku} 200
			prices server GET /v1/quotes/{sku} 200
				prices ask supplier
`},
				{"/v1/orders/1002", `
orders server GET /v1/orders/{orderID} 502 error
	orders sum prices error
		orders client GET /v1/prices/{sku} 200
			prices server GET /v1/prices/{sku} 200
		orders client GET /v1/prices/{sku} 503 error
			prices server GET /v1/prices/{sku} 503 error
`},
				{"/v1/orders/1003/invoice", `
orders server GET /v1/orders/{orderID}/invoice 500 error
`},
				{"/v1/orders/9999", `
orders server GET /v1/orders/{orderID} 404
`},
				{"/v1/customers/7/orders", `
orders server GET /v1/customers/{customerID}/orders 200
`},
				{"/v1/customers/7/nothing", `
orders server GET /v1/customers/* 404
`},
				{"DELETE /v1/orders/1001", `
orders server DELETE /v1/orders/* 405
`},
				{"/nowhere", `
orders server HTTP GET 404
`},
				{"BREW /pot", `
orders server HTTP OTHER 405
`},
			} {
				t.Run(tt.request, func(t *testing.T) {
					want := strings.TrimPrefix(tt.want, "\n")
					id := orders.mustSend(t, tt.request).traceID
					trace := server.Trace(t, id, strings.Count(want, "\n"))
					if got := trace.String(); got != want {
						t.Errorf("got\n%swant\n%s", got, want)
					}
				})
			}
		})
	}
}
