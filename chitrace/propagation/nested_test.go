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
	type base func(r *http.Request, next http.RoundTripper) (*http.Response, error)
	toOtherHost := func(r *http.Request) *http.Request {
		r = r.Clone(r.Context())
		r.URL.Host = "replica.example.com"
		return r
	}
	tests := []struct {
		name  string
		base  base
		opts  []propagation.Option // of the one outside
		spans int
	}{
		{"directly", func(r *http.Request, next http.RoundTripper) (*http.Response, error) { return next.RoundTrip(r) }, nil, 1},
		{"not injected", func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			return next.RoundTrip(r.Clone(r.Context()))
		}, options(propagation.WithInjectFilter(no)), 1},
		{"a copy with a token", func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			r = r.Clone(r.Context())
			r.Header.Set("Authorization", "token")
			return next.RoundTrip(r)
		}, nil, 1},
		{"a copy to another host", func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			return next.RoundTrip(toOtherHost(r))
		}, nil, 1},
		{"a token is fetched first", func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			token := (&http.Request{Method: http.MethodPost, URL: &url.URL{Scheme: "http", Host: "tokens"}}).WithContext(r.Context())
			if resp, err := next.RoundTrip(token); err == nil {
				_ = resp.Body.Close()
			}
			return next.RoundTrip(r)
		}, nil, 2},
		{"a retry", func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if resp, err := next.RoundTrip(r); err == nil {
				_ = resp.Body.Close()
			}
			return next.RoundTrip(r)
		}, nil, 2},
		{"a request served in memory makes the same call", func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			server, ctx := opentracing.StartSpanFromContextWithTracer(r.Context(), opentracing.SpanFromContext(r.Context()).Tracer(), "server")
			defer server.Finish()
			return next.RoundTrip(r.Clone(ctx))
		}, nil, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			with := propagation.WithTracer(tracer)
			inner := propagation.NewTransport(propagation.NewTransport(respond(200, ""), with), with)
			base := roundTripFunc(func(r *http.Request) (*http.Response, error) { return tt.base(r, inner) })
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
			if resp, err := inner.RoundTrip(r); err == nil {
				_ = resp.Body.Close()
			}
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
