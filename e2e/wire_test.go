package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/wire"
)

// What docs/production.md says that spans weigh is what they weigh, give or
// take the length of host names.
func TestWireSize(t *testing.T) {
	const requests = 100
	for _, tt := range []struct {
		name                  string
		meter                 *wire.Meter
		server, client, batch int // bytes
	}{
		{"UDP", wire.UDP(t), 357, 262, 140},
		{"HTTP", wire.HTTP(t), 541, 387, 193},
	} {
		t.Run(tt.name, func(t *testing.T) {
			prices := startPrices(t, tt.meter.Env)
			orders := startOrders(t, prices.url, tt.meter.Env)
			for range requests {
				orders.mustSend(t, "/v1/orders/1001")
			}
			poll.Until(t, "all spans", func(context.Context) error {
				server, client := tt.meter.Spans("server").Count, tt.meter.Spans("client").Count
				if server != 3*requests || client != 2*requests {
					return fmt.Errorf("%d of servers, %d of clients", server, client)
				}
				return nil
			})
			batches, err := tt.meter.Batches()
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []struct {
				name      string
				got, want int
			}{
				{"server span", tt.meter.Spans("server").Mean(), tt.server},
				{"client span", tt.meter.Spans("client").Mean(), tt.client},
				{"batch", batches.Mean(), tt.batch},
			} {
				t.Logf("%s: %d bytes", part.name, part.got)
				if diff := part.got - part.want; max(diff, -diff) > 40 {
					t.Errorf("a %s takes %d bytes, documented are %d", part.name, part.got, part.want)
				}
			}
		})
	}
}
