//go:build !race

package header

import (
	"net/http"
	"testing"
)

// A tracer reads its names in lower case. Only the key of baggage costs that.
func TestReaderAllocs(t *testing.T) {
	for name, tt := range map[string]struct {
		caller http.Header
		want   float64
	}{
		"no caller":           {nil, 0},
		"W3C":                 {http.Header{"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}, 0},
		"Jaeger with baggage": {http.Header{"Uber-Trace-Id": {"1:2:0:1"}, "Uberctx-Tenant": {"acme"}}, 1},
		"B3":                  {http.Header{"X-B3-Traceid": {"1"}, "X-B3-Spanid": {"2"}, "X-B3-Sampled": {"1"}}, 0},
	} {
		r := NewReader(browserWith(tt.caller))
		var bytes int
		allocs := testing.AllocsPerRun(100, func() {
			if !r.Empty() {
				_ = r.ForeachKey(func(name, value string) error { bytes += len(name) + len(value); return nil })
			}
		})
		if ofCarrier := testing.AllocsPerRun(100, func() { r.Carrier() }); allocs != tt.want || ofCarrier != 0 {
			t.Errorf("%s: %v allocations, want %v, and %v for the carrier, want none", name, allocs, tt.want, ofCarrier)
		}
	}
}
