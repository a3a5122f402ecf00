package propagation_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// roundTripFunc is a base transport.
type roundTripFunc func(r *http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// respond is a base that answers with status and body, as a careless fake does:
// the lengths are left out.
func respond(status int, body string) roundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

// capture is a base that answers 204 and stores the request it got in *got.
func capture(got **http.Request) roundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		*got = r
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, nil
	}
}

// serve returns the URL of a server.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	return tracetest.Serve(t, h).URL
}

func newRequest(ctx context.Context, t *testing.T, method, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// call sends r through a transport with the tracer and opts over base, reads
// and closes the body, and returns the one span there must be.
func call(t *testing.T, base http.RoundTripper, r *http.Request, opts ...propagation.Option) *mocktracer.MockSpan {
	t.Helper()
	tracer := mocktracer.New()
	opts = append([]propagation.Option{propagation.WithTracer(tracer)}, opts...)
	resp, err := propagation.NewTransport(base, opts...).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	return tracetest.OnlySpan(t, tracer)
}

// get is call for a plain GET.
func get(t *testing.T, base http.RoundTripper, opts ...propagation.Option) *mocktracer.MockSpan {
	t.Helper()
	return call(t, base, newRequest(t.Context(), t, http.MethodGet, "http://example.com/v1"), opts...)
}

func readAndClose(t *testing.T, resp *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	return string(body)
}

// useGlobalTracer makes tracer the global one for the test.
func useGlobalTracer(t *testing.T, tracer opentracing.Tracer) {
	t.Helper()
	before := opentracing.GlobalTracer()
	t.Cleanup(func() { opentracing.SetGlobalTracer(before) })
	opentracing.SetGlobalTracer(tracer)
}
