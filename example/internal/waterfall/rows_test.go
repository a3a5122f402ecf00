package waterfall_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

func TestRows(t *testing.T) {
	tests := []struct {
		name  string
		trace traces.Trace
		want  []waterfall.Row
	}{
		{"no span", traces.Trace{ID: "1"}, nil},
		{"two services", order, []waterfall.Row{
			{
				Depth: 0, Service: "orders", Operation: "GET /v1/orders/{orderID}", Status: 502, Failed: true,
				Reason: "no price", Duration: "4.00 ms", From: 0, To: 1,
			},
			{Depth: 1, Service: "orders", Operation: "GET /v1/prices/{sku}", Status: 200, Duration: "1.50 ms", From: 0.125, To: 0.5},
			{Depth: 2, Service: "prices", Operation: "GET /v1/prices/{sku}", Status: 200, Duration: "800 µs", From: 0.225, To: 0.425},
			{Depth: 1, Service: "orders", Operation: "GET /v1/prices/{sku}", Status: 503, Failed: true, Duration: "900 µs", From: 0.55, To: 0.775},
			{Depth: 2, Service: "prices", Operation: "GET /v1/prices/{sku}", Status: 503, Failed: true, Duration: "10 µs", From: 0.65, To: 0.6525},
		}},
		{"no time", traces.Trace{ID: "2", Spans: []traces.Span{
			at(0, 0, traces.Span{ID: "1", Service: "cron", Operation: "clean up"}),
		}}, []waterfall.Row{{Service: "cron", Operation: "clean up", Duration: "0 µs"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := waterfall.Rows(tt.trace); !slices.EqualFunc(got, tt.want, equal) {
				t.Errorf("got\n%+v, want\n%+v", got, tt.want)
			}
		})
	}
}

func equal(a, b waterfall.Row) bool { return reflect.DeepEqual(a, b) }
