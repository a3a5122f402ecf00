package propagation_test

import (
	"context"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A call through several transports of ours is one span, unless what stands in
// the middle makes requests of its own. Where a filter above or below says no, neither
// a call nor a retry sends ids.
func TestNestedTransports(t *testing.T) {
	type change func(r *http.Request) *http.Request
	same := func(r *http.Request) *http.Request { return r }
	copied := func(r *http.Request) *http.Request { return r.Clone(r.Context()) }
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
	notInjected := options(propagation.WithInjectFilter(no))
	for _, tt := range []struct {
		name         string
		first        change // a request that is sent before; nil: none
		then         change
		above, below []propagation.Option
		wantSpans    int
		wantIDs      bool
	}{
		{"directly", nil, same, nil, nil, 1, true},
		{"a copy to another host", nil, toOtherHost, nil, nil, 1, true},
		{"a token is fetched first", forToken, same, nil, nil, 2, true},
		{"a retry", same, same, nil, nil, 2, true},
		{"a request served in memory makes the same call", nil, inMemory, nil, nil, 2, true},
		{"not injected above", nil, copied, notInjected, nil, 1, false},
		{"not injected above, without a span", nil, copied, options(propagation.WithInjectFilter(no), propagation.WithFilter(no)), nil, 1, false},
		{"not injected above, a retry", same, same, notInjected, nil, 2, false},
		{"not injected below, a retry", same, same, nil, notInjected, 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			with := propagation.WithTracer(tracer)
			last := roundTripFunc(func(r *http.Request) (*http.Response, error) {
				if ids := r.Header["Mockpfx-Ids-Traceid"] != nil; ids != tt.wantIDs {
					t.Errorf("sent %v, want ids: %t", r.Header, tt.wantIDs)
				}
				return respond(200, "")(r)
			})
			inner := propagation.NewTransport(propagation.NewTransport(last, with), append(tt.below, with)...)
			base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
				if tt.first != nil {
					do(t, inner.RoundTrip, tt.first(r))
				}
				return inner.RoundTrip(tt.then(r))
			})
			send(t, base, newGet(t), append(tt.above, with)...)
			if spans := tracer.FinishedSpans(); len(spans) != tt.wantSpans {
				t.Errorf("%d spans, want %d: %v", len(spans), tt.wantSpans, spans)
			}
		})
	}
}

// A base may serve the request in memory, to a handler that starts a job.
func TestKeptContextKeepsNoRequest(t *testing.T) {
	for _, opts := range [][]propagation.Option{
		nil,
		options(propagation.WithFilter(no), propagation.WithInjectFilter(no)), // no span either
	} {
		var job context.Context
		base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			job = context.WithoutCancel(r.Context())
			return respond(http.StatusOK, "")(r)
		})
		r := newGet(t)
		var wantGone func(*testing.T)
		r.Body, wantGone = tracetest.Large(r.Body)
		send(t, base, r, append(opts, propagation.WithTracer(mocktracer.New()))...)
		wantGone(t)
		runtime.KeepAlive(job)
	}
}
