package propagation_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// writing is an injector that writes these headers.
type writing map[string]string

func (w writing) Inject(_ mocktracer.MockSpanContext, carrier any) error {
	for name, value := range w {
		carrier.(opentracing.TextMapWriter).Set(name, value)
	}
	return nil
}

// sent returns the header that the base gets for a request with header, from a
// tracer that injects with injector.
func sent(t *testing.T, injector mocktracer.Injector, header http.Header, opts ...propagation.Option) http.Header {
	t.Helper()
	tracer := mocktracer.New()
	tracer.RegisterInjector(opentracing.HTTPHeaders, injector)
	var got *http.Request
	r := newGet(t)
	r.Header = header
	send(t, capture(&got), r, append(opts, propagation.WithTracer(tracer))...)
	return got.Header
}

// The headers of several families, as spelled by all sorts of proxies.
var (
	ofJaeger  = []string{"Uber-Trace-Id", "uberctx-tenant", "Jaeger-Debug-Id", "Jaeger-Baggage"}
	ofW3C     = []string{"Traceparent", "TRACESTATE", "Baggage"}
	ofB3      = []string{"b3", "X-B3-Traceid", "baggage-tenant"}
	ofTracers = slices.Concat(ofJaeger, ofW3C, ofB3, []string{"X-Datadog-Trace-Id", "Ot-Baggage-Role", "Sw8"})
)

// stale has all of them, and some that only look so, without those of the given names.
func stale(without ...string) http.Header {
	h := http.Header{}
	for _, name := range append([]string{"X-Trace", "x-trace", "X-B3", ""}, ofTracers...) {
		if !slices.Contains(without, name) {
			h[name] = []string{"stale"}
		}
	}
	return h
}

// What the tracer writes replaces its family's headers, and no other's. Without
// it nothing is replaced.
func TestStaleHeaders(t *testing.T) {
	tests := []struct {
		name     string
		injector writing
		header   http.Header
		opts     []propagation.Option
		want     http.Header // beside what the injector writes
	}{
		{"Jaeger", writing{"Uber-Trace-Id": "new"}, stale(), nil, stale(ofJaeger...)},
		{"Jaeger's baggage alone", writing{"Uberctx-User": "new"}, stale(), nil, stale(ofJaeger...)},
		{"W3C", writing{"Traceparent": "new"}, stale(), nil, stale(ofW3C...)},
		{"W3C's baggage alone", writing{"Baggage": "new"}, stale(), nil, stale("Baggage")},
		{"composite", writing{"Uber-Trace-Id": "new", "B3": "new"}, stale(), nil, stale(slices.Concat(ofJaeger, ofB3)...)},
		{"of no family", writing{"X-Trace": "new"}, stale(), nil, stale("X-Trace", "x-trace")},
		{"no tracer", nil, stale(), options(propagation.WithTracer(opentracing.NoopTracer{})), stale()},
		{"no span", nil, stale(), options(propagation.WithFilter(no)), stale()},
		{"nil header", writing{"Uber-Trace-Id": "new"}, nil, nil, http.Header{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, value := range tt.injector {
				tt.want[name] = []string{value}
			}
			if got := sent(t, tt.injector, tt.header, tt.opts...); !maps.EqualFunc(got, tt.want, slices.Equal) {
				t.Errorf("sent %v\nwant %v", got, tt.want)
			}
		})
	}
}
