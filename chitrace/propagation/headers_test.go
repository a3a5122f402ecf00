package propagation_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/active"
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
			tracetest.WantHeader(t, sent(t, tt.injector, tt.header, tt.opts...), tt.want)
		})
	}
}

// What a public endpoint ignored does not go on, and where an inject filter says
// no nothing does, with a span or without.
func TestNoTracersHeaderLeaves(t *testing.T) {
	untrusted := context.WithValue(t.Context(), active.UntrustedKey{}, true)
	notTraced, notInjected := propagation.WithFilter(no), propagation.WithInjectFilter(no)
	noop := propagation.WithTracer(opentracing.NoopTracer{})
	panics := propagation.WithTracer(tracetest.NewFaulty(startPanics))
	tests := []struct {
		name    string
		ctx     context.Context
		opts    []propagation.Option
		wantIDs bool
	}{
		{"untrusted", untrusted, nil, true},
		{"untrusted, filtered out", untrusted, options(notTraced), false},
		{"untrusted, no tracer", untrusted, options(noop), false},
		{"untrusted, the tracer panics", untrusted, options(panics), false},
		{"not injected", t.Context(), options(notInjected), false},
		{"not injected, filtered out", t.Context(), options(notInjected, notTraced), false},
		{"not injected, no tracer", t.Context(), options(notInjected, noop), false},
		{"not injected, the tracer panics", t.Context(), options(notInjected, panics), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got *http.Request
			r := newGet(t).WithContext(tt.ctx)
			r.Header = stale()
			send(t, capture(&got), r, append(options(propagation.WithTracer(mocktracer.New())), tt.opts...)...)

			header := got.Header.Clone()
			if ids := header.Get("Mockpfx-Ids-Traceid") != ""; ids != tt.wantIDs {
				t.Errorf("sent ids of ours: %t, want %t", ids, tt.wantIDs)
			}
			maps.DeleteFunc(header, func(name string, _ []string) bool { return strings.HasPrefix(name, "Mockpfx-") })
			tracetest.WantHeader(t, header, stale(ofTracers...))
		})
	}
}

// The headers of a tracer that has names of its own are treated as those of the
// families are: replaced if ours are injected, removed if none may leave.
func TestHeadersUnderOwnNames(t *testing.T) {
	stale := func() http.Header {
		return http.Header{
			"Acme-Trace": {"1:2:0:1"}, "Acme-Ctx-Role": {"admin"}, "Acme-Baggage": {"role=admin"}, "Acme-Debug": {"d"},
			"Acme-Tenant": {"kept"}, "X-List": {"kept=1"}, "Cookie": {"kept=1"},
		}
	}
	kept := []string{"Acme-Tenant", "Cookie", "X-List"}
	tests := []struct {
		name string
		ctx  context.Context
		opts []propagation.Option
		want []string
	}{
		{"injected", t.Context(), nil, []string{"Acme-Ctx-Tenant", "Acme-Tenant", "Acme-Trace", "Cookie", "X-List"}},
		{"not injected", t.Context(), options(propagation.WithInjectFilter(no)), kept},
		{"untrusted, filtered out", context.WithValue(t.Context(), active.UntrustedKey{}, true), options(propagation.WithFilter(no)), kept},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parent := tracetest.NewOwnNames(t).StartSpan("parent")
			parent.SetBaggageItem("tenant", "a b")
			var got *http.Request
			r := newGet(t).WithContext(opentracing.ContextWithSpan(tt.ctx, parent))
			r.Header = stale()
			send(t, capture(&got), r, tt.opts...)
			if names := slices.Sorted(maps.Keys(got.Header)); !slices.Equal(names, tt.want) {
				t.Errorf("sent %v, want %v", got.Header, tt.want)
			}
			if ids := got.Header.Get("Acme-Trace"); ids == "1:2:0:1" {
				t.Error("the stale ids left")
			}
		})
	}
}

// What a transport has seen its tracer write is removed like any other tracer's
// header from then on, whatever its name.
func TestWrittenHeaderIsRemembered(t *testing.T) {
	tracer := mocktracer.New()
	tracer.RegisterInjector(opentracing.HTTPHeaders, writing{"zap-trace-span": "new", "x-request-id": "new"})
	var got *http.Request
	thirdParty := propagation.WithInjectFilter(propagation.ToHosts("example.com"))
	transport := propagation.NewTransport(capture(&got), propagation.WithTracer(tracer), thirdParty)
	for url, want := range map[string]http.Header{
		"http://example.com": {"Zap-Trace-Span": {"new"}, "X-Request-Id": {"new"}, "X-Other": {"1"}},
		"http://evil.com":    {"X-Request-Id": {"stale"}, "X-Other": {"1"}},
	} {
		do(t, &http.Client{Transport: transport}, newRequest(t, http.MethodGet, "http://example.com", ""))
		r := newRequest(t, http.MethodGet, url, "")
		r.Header = http.Header{"Zap-Trace-Span": {"stale"}, "X-Request-Id": {"stale"}, "X-Other": {"1"}}
		do(t, &http.Client{Transport: transport}, r)
		tracetest.WantHeader(t, got.Header, want)
	}
}

// A signature holds, whatever the tracer writes and the filter says.
func TestSignedHeaders(t *testing.T) {
	const authorization = "AWS4-HMAC-SHA256 Credential=x/20261127/s3, SignedHeaders=host;traceparent;uber-trace-id, Signature=00"
	tracer := writing{"traceparent": "new", "tracestate": "new=1", "uber-trace-id": "new"}
	for name, opts := range map[string][]propagation.Option{
		"injected":     nil,
		"not injected": options(propagation.WithInjectFilter(no)),
		"no span":      options(propagation.WithInjectFilter(no), propagation.WithFilter(no)),
	} {
		got := sent(t, tracer, http.Header{"Authorization": {authorization}, "Traceparent": {"signed"}, "B3": {"stale"}}, opts...)
		if got.Get("Traceparent") != "signed" || got["Uber-Trace-Id"] != nil {
			t.Errorf("%s: sent %v, want the signed headers as they were", name, got)
		}
		if injected := got.Get("Tracestate") != ""; injected != (opts == nil) {
			t.Errorf("%s: sent %v", name, got)
		}
		if stale := got.Get("B3") != ""; stale != (opts == nil) {
			t.Errorf("%s: sent %v", name, got)
		}
	}
}
