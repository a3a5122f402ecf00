//go:build !race

package header

import (
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
)

// requests come from a browser behind proxies, which adds a caller's headers.
var requests = []struct {
	name   string
	caller http.Header
}{
	{"no caller", nil},
	{"W3C", http.Header{"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}},
	{"Jaeger", http.Header{"Uber-Trace-Id": {"4bf92f3577b34da6:00f067aa0ba902b7:0:1"}}},
	{"Jaeger with baggage", http.Header{"Uber-Trace-Id": {"4bf92f3577b34da6:00f067aa0ba902b7:0:1"}, "Uberctx-Tenant": {"acme"}}},
	{"B3", http.Header{"X-B3-Traceid": {"4bf92f3577b34da6"}, "X-B3-Spanid": {"00f067aa0ba902b7"}, "X-B3-Sampled": {"1"}}},
}

// A tracer reads its names in lower case. Only the key of baggage costs that.
func TestReaderAllocs(t *testing.T) {
	want := map[string]float64{"Jaeger with baggage": 1}
	for _, tt := range requests {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReader(browserWith(tt.caller))
			var bytes int
			allocs := testing.AllocsPerRun(100, func() {
				if !r.Empty() {
					_ = r.ForeachKey(func(name, value string) error { bytes += len(name) + len(value); return nil })
				}
			})
			if allocs != want[tt.name] {
				t.Errorf("%v allocations, want %v", allocs, want[tt.name])
			}
			if allocs := testing.AllocsPerRun(100, func() { r.Carrier() }); allocs != 0 {
				t.Errorf("%v allocations for the carrier, want none", allocs)
			}
		})
	}
}

// What Inject costs beyond the tracer: nothing, as the map is the caller's.
func TestInjectAllocs(t *testing.T) {
	tracer, sc := newJaeger(t)
	h := http.Header{"Uber-Trace-Id": nil}
	carrier := mute{}
	base := testing.AllocsPerRun(100, func() { _ = tracer.Inject(sc, opentracing.HTTPHeaders, carrier) })
	var w Writer
	allocs := testing.AllocsPerRun(100, func() {
		clear(h)
		w = Writer{Header: h}
		w.Inject(tracer, sc)
	})
	if allocs != base {
		t.Errorf("%v allocations, the tracer alone makes %v", allocs, base)
	}
}

// mute is a carrier that keeps nothing.
type mute struct{}

func (mute) Set(string, string) {}
