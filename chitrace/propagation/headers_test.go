package propagation_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
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

// stale has headers of several families, as spelled by all sorts of proxies, and
// some that only look like it, without those of the given names.
func stale(without ...string) http.Header {
	h := http.Header{}
	for _, name := range []string{
		"Uber-Trace-Id", "uberctx-tenant", "Jaeger-Debug-Id", "Traceparent", "TRACESTATE", "Baggage", "b3", "X-B3-Traceid", "baggage-tenant",
		"Sw8", "X-Trace", "x-trace", "X-B3", "",
	} {
		if !slices.Contains(without, name) {
			h[name] = []string{"stale"}
		}
	}
	return h
}

// What the tracer writes replaces its family's headers, and no other's. Without
// it nothing is replaced, and where nothing may leave, nothing does.
func TestStaleHeaders(t *testing.T) {
	ofJaeger := []string{"Uber-Trace-Id", "uberctx-tenant", "Jaeger-Debug-Id"}
	ofW3C := []string{"Traceparent", "TRACESTATE", "Baggage"}
	ofB3 := []string{"b3", "X-B3-Traceid", "baggage-tenant"}
	any := slices.Concat(ofJaeger, ofW3C, ofB3, []string{"Sw8"})
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
		{"third party", nil, stale(), options(propagation.WithInjectFilter(no)), stale(any...)},
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

// TestUnsendableHeaders injects what net/http would refuse to send: every name
// that is no token, and values of more than one line.
func TestUnsendableHeaders(t *testing.T) {
	injector := writing{"": "v", "value1": "line\nbreak", "value2": "\x00", "value3": "\x7f"}
	for c := range 256 {
		injector["X"+string([]byte{byte(c)})] = "tab\tand \u00e9"
	}
	client, tracer := newClient(t)
	tracer.RegisterInjector(opentracing.HTTPHeaders, injector)
	do(t, client, newRequest(t.Context(), t, http.MethodGet, serve(t, func(http.ResponseWriter, *http.Request) {})))

	var got []string
	for name := range sent(t, injector, nil) {
		got = append(got, strings.ToLower(strings.TrimPrefix(name, "X")))
	}
	want := strings.Split("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz", "")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("sendable %q\nwant     %q", got, want)
	}
}

// TestJaeger makes a call of a Jaeger span and follows it to the server.
func TestJaeger(t *testing.T) {
	for _, sampled := range []bool{true, false} {
		tracer, reporter := tracetest.NewJaeger(t, jaeger.NewConstSampler(sampled))
		var remote opentracing.SpanContext
		url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			remote, _ = tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(r.Header))
		})
		parent := tracer.StartSpan("parent")
		parent.SetBaggageItem("tenant", "a b")
		send(t, nil, newRequest(opentracing.ContextWithSpan(t.Context(), parent), t, http.MethodGet, url))

		got := remote.(jaeger.SpanContext)
		want := parent.Context().(jaeger.SpanContext)
		if got.TraceID() != want.TraceID() || got.ParentID() != want.SpanID() || got.IsSampled() != sampled {
			t.Errorf("server got %v, want a child of %v", got, want)
		}
		baggage := make(map[string]string)
		got.ForeachBaggageItem(func(k, v string) bool { baggage[k] = v; return true })
		if !maps.Equal(baggage, map[string]string{"tenant": "a b"}) {
			t.Errorf("server got baggage %v", baggage)
		}
		if reported := reporter.SpansSubmitted(); sampled != (reported == 1) {
			t.Errorf("%d spans reported, sampled %v", reported, sampled)
		}
	}
}
