package propagation_test

import (
	"context"
	"fmt"
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

// sentHeader returns the header that the base gets for a request with header, from a
// tracer that injects with injector.
func sentHeader(t *testing.T, injector mocktracer.Injector, header http.Header, opts ...propagation.Option) http.Header {
	t.Helper()
	tracer := mocktracer.New()
	tracer.RegisterInjector(opentracing.HTTPHeaders, injector)
	r := newGet(t)
	r.Header = header
	return sent(t, r, append(options(propagation.WithTracer(tracer)), opts...)...).Header
}

// The headers of the families, as spelled by all sorts of proxies, and some that only
// look so.
var (
	ofJaeger      = []string{"Uber-Trace-Id", "Jaeger-Debug-Id", "uberctx-tenant", "Uberctx-", "JAEGER-BAGGAGE"}
	ofW3C         = []string{"Traceparent", "TRACESTATE", "Baggage"}
	ofB3          = []string{"b3", "X-B3-Traceid", "baggage-tenant"}
	ofOpenTracing = []string{"Ot-Tracer-Spanid", "x-ot-span-context", "Ot-Baggage-Role"}
	ofDatadog     = []string{"X-Datadog-Trace-Id", "X-Datadog-Tags"}
	ofSkyWalking  = []string{"Sw8", "Sw8-X", "sw8-correlation"}
	ofTracers     = slices.Concat(ofJaeger, ofW3C, ofB3, ofOpenTracing, ofDatadog, ofSkyWalking,
		[]string{"Elastic-Apm-Traceparent", "Mockpfx-Baggage-Role"})
	ofNone = []string{"", "X-Trace", "x-trace", "Bag", "B3x", "X-B3", "Uber", "Ot", "Sw80", "Elastic-Apm", "Jaeger", "Mockpfx", "Tracer"}
)

// stale has all of them, without those of the given names.
func stale(without ...string) http.Header {
	h := http.Header{}
	for _, name := range slices.Concat(ofTracers, ofNone) {
		if !slices.Contains(without, name) {
			h[name] = []string{"stale"}
		}
	}
	return h
}

// What the tracer writes replaces its family's headers, and no other's. Without
// it nothing is replaced.
func TestStaleHeaders(t *testing.T) {
	for _, tt := range []struct {
		name     string
		injector writing
		opts     []propagation.Option
		want     http.Header // beside what the injector writes
	}{
		{"Jaeger", writing{"Uber-Trace-Id": "new"}, nil, stale(ofJaeger...)},
		{"Jaeger's baggage alone", writing{"Uberctx-User": "new"}, nil, stale(ofJaeger...)},
		{"W3C", writing{"Traceparent": "new"}, nil, stale(ofW3C...)},
		{"W3C's baggage alone", writing{"Baggage": "new"}, nil, stale("Baggage")},
		{"OpenTracing", writing{"Ot-Tracer-Spanid": "new"}, nil, stale(ofOpenTracing...)},
		{"Datadog", writing{"X-Datadog-Trace-Id": "new"}, nil, stale(ofDatadog...)},
		{"SkyWalking", writing{"Sw8": "new"}, nil, stale(ofSkyWalking...)},
		{"Elastic", writing{"Elastic-Apm-Traceparent": "new"}, nil, stale("Elastic-Apm-Traceparent")},
		{"composite", writing{"Uber-Trace-Id": "new", "B3": "new"}, nil, stale(slices.Concat(ofJaeger, ofB3)...)},
		{"of no family", writing{"X-Trace": "new"}, nil, stale("X-Trace", "x-trace")},
		{"no tracer", nil, options(propagation.WithTracer(opentracing.NoopTracer{})), stale()},
		{"no span", nil, options(propagation.WithFilter(no)), stale()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, value := range tt.injector {
				tt.want[name] = []string{value}
			}
			tracetest.WantHeader(t, sentHeader(t, tt.injector, stale(), tt.opts...), tt.want)
		})
	}
}

// What a public endpoint ignored does not go on, and where an inject filter says
// no nothing does, with a span or without.
func TestNoTracersHeaderLeaves(t *testing.T) {
	untrusted := context.WithValue(t.Context(), active.UntrustedKey{}, true)
	notTraced, notInjected := propagation.WithFilter(no), propagation.WithInjectFilter(no)
	noop := propagation.WithTracer(opentracing.NoopTracer{})
	panics := propagation.WithTracer(tracetest.NewFaulty(tracetest.StartPanics))
	for _, tt := range []struct {
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newGet(t).WithContext(tt.ctx)
			r.Header = stale()
			header := sent(t, r, append(options(propagation.WithTracer(mocktracer.New())), tt.opts...)...).Header

			if ids := header.Get("Mockpfx-Ids-Traceid") != ""; ids != tt.wantIDs {
				t.Errorf("sent ids of ours: %t, want %t", ids, tt.wantIDs)
			}
			maps.DeleteFunc(header, func(name string, _ []string) bool { return strings.HasPrefix(name, "Mockpfx-Ids-") })
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
	for _, tt := range []struct {
		name string
		ctx  context.Context
		opts []propagation.Option
		want []string
	}{
		{"injected", t.Context(), nil, []string{"Acme-Ctx-Tenant", "Acme-Tenant", "Acme-Trace", "Cookie", "X-List"}},
		{"not injected", t.Context(), options(propagation.WithInjectFilter(no)), kept},
		{"untrusted, filtered out", context.WithValue(t.Context(), active.UntrustedKey{}, true), options(propagation.WithFilter(no)), kept},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parent := tracetest.NewOwnNames(t).StartSpan("parent")
			parent.SetBaggageItem("tenant", "a b")
			r := newGet(t).WithContext(opentracing.ContextWithSpan(tt.ctx, parent))
			r.Header = stale()
			header := sent(t, r, tt.opts...).Header
			if names := slices.Sorted(maps.Keys(header)); !slices.Equal(names, tt.want) || header.Get("Acme-Trace") == "1:2:0:1" {
				t.Errorf("sent %v, want %v, without the stale ids", header, tt.want)
			}
		})
	}
}

type acmeReader struct{}

func (acmeReader) Reads(name string, _ []string) bool { return strings.HasPrefix(name, "Acme-") }

// A public endpoint may have ignored headers that only its own tracer reads.
func TestIgnoredHeadersOfAnotherTracer(t *testing.T) {
	r := newGet(t).WithContext(context.WithValue(t.Context(), active.UntrustedKey{}, acmeReader{}))
	r.Header = http.Header{"Acme-Trace": {"1:2:0:1"}, "X-Other": {"kept"}}
	for name, opts := range map[string][]propagation.Option{"no tracer": nil, "filtered out": options(propagation.WithFilter(no))} {
		t.Run(name, func(t *testing.T) {
			tracetest.WantHeader(t, sent(t, r, opts...).Header, http.Header{"X-Other": {"kept"}})
		})
	}
}

// What a transport has seen its tracer write is removed like any other tracer's
// header from then on, whatever its name.
func TestWrittenHeaderIsRemembered(t *testing.T) {
	tracer := mocktracer.New()
	written := writing{"zap-trace-span": "new", "x-request-id": "new"}
	tracer.RegisterInjector(opentracing.HTTPHeaders, written)
	var got *http.Request
	thirdParty := propagation.WithInjectFilter(propagation.ToHosts("example.com"))
	transport := propagation.NewTransport(capture(&got), propagation.WithTracer(tracer), thirdParty)
	send := func(url string, want http.Header) {
		t.Helper()
		r := newRequest(t, http.MethodGet, url, "")
		r.Header = http.Header{"Zap-Trace-Span": {"stale"}, "X-Request-Id": {"stale"}, "X-Other": {"1"}}
		do(t, transport.RoundTrip, r)
		tracetest.WantHeader(t, got.Header, want)
	}
	send("http://example.com", http.Header{"Zap-Trace-Span": {"new"}, "X-Request-Id": {"new"}, "X-Other": {"1"}})
	send("http://evil.com", http.Header{"X-Request-Id": {"stale"}, "X-Other": {"1"}})
	clear(written)
	written["traceparent"] = "new"
	send("http://example.com", http.Header{"Traceparent": {"new"}, "X-Request-Id": {"stale"}, "X-Other": {"1"}})
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
		t.Run(name, func(t *testing.T) {
			want := http.Header{"Authorization": {authorization}, "Traceparent": {"signed"}}
			if opts == nil {
				want["Tracestate"], want["B3"] = []string{"new=1"}, []string{"stale"}
			}
			got := sentHeader(t, tracer, http.Header{"Authorization": {authorization}, "Traceparent": {"signed"}, "B3": {"stale"}}, opts...)
			tracetest.WantHeader(t, got, want)
		})
	}
}

// Each round trip is a span. Baggage stays with the host that it was sent to, that
// which the caller set included: a redirect to another one takes the ids along. What
// is another host is net/http's own rule for Authorization.
func TestRedirects(t *testing.T) {
	lost := []string{
		"Authorization", "Baggage", "JAEGER-BAGGAGE", "Mockpfx-Baggage-Role", "Ot-Baggage-Role", "Uberctx-",
		"baggage-tenant", "sw8-correlation", "uberctx-tenant",
	}
	for name, tt := range map[string]struct {
		to          []string // in the order of the redirects
		wantBaggage bool
	}{
		"the same":                  {[]string{"http://svc.example/a"}, true},
		"the default port":          {[]string{"http://svc.example:80/a"}, true},
		"another port":              {[]string{"https://svc.example:8443/a"}, true},
		"a subdomain":               {[]string{"http://eu.svc.example/a"}, true},
		"a subdomain and back":      {[]string{"http://eu.svc.example/a", "http://svc.example/b"}, true},
		"another domain":            {[]string{"http://evil.example/a"}, false},
		"one that only ends so":     {[]string{"http://evilsvc.example/a"}, false},
		"the domain above":          {[]string{"http://example/a"}, false},
		"another domain, then back": {[]string{"http://evil.example/a", "http://svc.example/b"}, false},
		"the zone of an address":    {[]string{"http://[fe80::1%25.svc.example]/a"}, false},
	} {
		for _, traced := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, traced %t", name, traced), func(t *testing.T) {
				var requests []http.Header
				base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					resp, err := respond(http.StatusOK, "")(r)
					if hops := len(requests); hops < len(tt.to) {
						resp.StatusCode, resp.Header = http.StatusTemporaryRedirect, http.Header{"Location": {tt.to[hops]}}
					}
					requests = append(requests, r.Header)
					return resp, err
				})
				tracer := mocktracer.New()
				parent := tracer.StartSpan("parent").(*mocktracer.MockSpan)
				parent.SetBaggageItem("role", "admin")
				r := newRequest(t, http.MethodGet, "http://svc.example/", "").WithContext(opentracing.ContextWithSpan(t.Context(), parent))
				r.Header = stale()
				r.Header.Set("Authorization", "x")
				filter := propagation.WithFilter(func(*http.Request) bool { return traced })
				do(t, (&http.Client{Transport: propagation.NewTransport(base, filter)}).Do, r)

				want := lost
				if tt.wantBaggage {
					want = nil
				}
				first, last := requests[0], requests[len(requests)-1]
				maps.DeleteFunc(first, func(name string, _ []string) bool { return last[name] != nil })
				if got := slices.Sorted(maps.Keys(first)); !slices.Equal(got, want) {
					t.Errorf("lost %q, want %q", got, want)
				}
				spans := tracer.FinishedSpans()
				if traced && len(spans) != len(requests) {
					t.Errorf("%d round trips have %d spans", len(requests), len(spans))
				}
				for _, span := range spans {
					if span.ParentID != parent.SpanContext.SpanID {
						t.Errorf("%v is no child of the caller's span", span)
					}
				}
			})
		}
	}
}

// A chain of redirects without an end is not followed for ever.
func TestEndlessRedirects(t *testing.T) {
	r := newGet(t)
	r.Response = &http.Response{Request: r}
	r.Header = http.Header{"Baggage": {"a=1"}}
	header := sent(t, r, propagation.WithTracer(mocktracer.New())).Header
	if header["Mockpfx-Ids-Traceid"] == nil || header["Baggage"] != nil {
		t.Errorf("sent %v, want ids without baggage", header)
	}
}
