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
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func no(*http.Request) bool { return false }

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
			if want := stale(ofTracers...); !maps.EqualFunc(header, want, slices.Equal) {
				t.Errorf("sent %v\nwant %v", header, want)
			}
		})
	}
}

// newOwnNames returns a Jaeger tracer whose headers have names of their own.
func newOwnNames(t *testing.T) opentracing.Tracer {
	t.Helper()
	propagator := jaeger.NewHTTPHeaderPropagator((&jaeger.HeadersConfig{
		TraceContextHeaderName:   "acme-trace",
		TraceBaggageHeaderPrefix: "acme-ctx-",
		JaegerBaggageHeader:      "acme-baggage",
		JaegerDebugHeader:        "acme-debug",
	}).ApplyDefaults(), *jaeger.NewNullMetrics())
	tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(true),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, propagator),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, propagator))
	return tracer
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
			parent := newOwnNames(t).StartSpan("parent")
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
		do(t, &http.Client{Transport: transport}, newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
		r := newRequest(t.Context(), t, http.MethodGet, url)
		r.Header = http.Header{"Zap-Trace-Span": {"stale"}, "X-Request-Id": {"stale"}, "X-Other": {"1"}}
		do(t, &http.Client{Transport: transport}, r)
		if !maps.EqualFunc(got.Header, want, slices.Equal) {
			t.Errorf("%s: sent %v, want %v", url, got.Header, want)
		}
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

// A span of a tracer that does nothing cuts no trace.
func TestNoopSpanIsNoParent(t *testing.T) {
	global := mocktracer.New()
	noop := opentracing.ContextWithSpan(t.Context(), opentracing.NoopTracer{}.StartSpan("noop"))
	span := call(t, respond(200, ""), newGet(t).WithContext(noop))
	if span.ParentID != 0 {
		t.Errorf("parent %d, want none", span.ParentID)
	}

	ours := global.StartSpan("ours")
	ctx := context.WithValue(t.Context(), active.SpanKey{}, ours)
	ctx = opentracing.ContextWithSpan(ctx, opentracing.NoopTracer{}.StartSpan("noop"))
	send(t, respond(200, ""), newGet(t).WithContext(ctx))
	if got, want := tracetest.OnlySpan(t, global).ParentID, ours.Context().(mocktracer.MockSpanContext).SpanID; got != want {
		t.Errorf("parent %d, want %d", got, want)
	}
}
