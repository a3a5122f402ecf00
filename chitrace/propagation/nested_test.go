package propagation_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A call through several transports of ours is one span, unless what stands in
// the middle makes requests of its own.
func TestNestedTransports(t *testing.T) {
	type change func(r *http.Request) *http.Request
	same := func(r *http.Request) *http.Request { return r }
	copied := func(r *http.Request) *http.Request { return r.Clone(r.Context()) }
	withToken := func(r *http.Request) *http.Request {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "token")
		return r
	}
	toOtherHost := func(r *http.Request) *http.Request {
		r = r.Clone(r.Context())
		r.URL.Host = "replica.example.com"
		return r
	}
	forToken := func(r *http.Request) *http.Request {
		return (&http.Request{Method: http.MethodPost, URL: &url.URL{Scheme: "http", Host: "tokens"}}).WithContext(r.Context())
	}
	inMemory := func(r *http.Request) *http.Request {
		above := opentracing.SpanFromContext(r.Context())
		span := above.Tracer().StartSpan("server", opentracing.ChildOf(above.Context()))
		return r.Clone(opentracing.ContextWithSpan(r.Context(), span))
	}
	tests := []struct {
		name  string
		first change // a request that is sent before; nil: none
		then  change
		opts  []propagation.Option // of the one outside
		spans int
	}{
		{"directly", nil, same, nil, 1},
		{"not injected", nil, copied, options(propagation.WithInjectFilter(no)), 1},
		{"a copy with a token", nil, withToken, nil, 1},
		{"a copy to another host", nil, toOtherHost, nil, 1},
		{"a token is fetched first", forToken, same, nil, 2},
		{"a retry", same, same, nil, 2},
		{"a request served in memory makes the same call", nil, inMemory, nil, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			with := propagation.WithTracer(tracer)
			inner := propagation.NewTransport(propagation.NewTransport(respond(200, ""), with), with)
			base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
				if tt.first != nil {
					roundTrip(t, inner, tt.first(r))
				}
				return inner.RoundTrip(tt.then(r))
			})
			send(t, base, newGet(t), append(tt.opts, with)...)
			if spans := tracer.FinishedSpans(); len(spans) != tt.spans {
				t.Errorf("%d spans, want %d: %v", len(spans), tt.spans, spans)
			}
		})
	}
}

// Where a filter above or below says no, neither a call nor a retry sends ids.
func TestInjectFilterOfNestedTransports(t *testing.T) {
	for name, opts := range map[string]struct{ above, below []propagation.Option }{
		"above": {options(propagation.WithInjectFilter(no)), nil},
		"below": {nil, options(propagation.WithInjectFilter(no))},
	} {
		var got *http.Request
		with := propagation.WithTracer(mocktracer.New())
		inner := propagation.NewTransport(capture(&got), append(opts.below, with)...)
		retry := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			roundTrip(t, inner, r)
			if got.Header.Get("Mockpfx-Ids-Traceid") != "" {
				t.Errorf("%s: sent %v, want no tracer's header", name, got.Header)
			}
			return inner.RoundTrip(r)
		})
		send(t, retry, newGet(t), append(opts.above, with)...)
		if got.Header.Get("Mockpfx-Ids-Traceid") != "" {
			t.Errorf("%s: sent %v again, want no tracer's header", name, got.Header)
		}
	}
}

// A base that leaves a call to another transport has not failed.
func TestSkipAltProtocol(t *testing.T) {
	server := tracetest.ServeTLS(t, http.NotFoundHandler())
	tracer := mocktracer.New()
	with := propagation.WithTracer(tracer)
	base := server.Client().Transport.(*http.Transport)
	base.RegisterProtocol("https", propagation.NewTransport(give(nil, http.ErrSkipAltProtocol), with))
	do(t, server.Client(), newRequest(t, http.MethodGet, server.URL, ""))
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "error", nil)
}
