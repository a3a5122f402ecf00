package propagation_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

var errBroken = errors.New("broken")

// no is a filter that rejects every request.
func no(*http.Request) bool { return false }

func options(opts ...propagation.Option) []propagation.Option { return opts }

// roundTripFunc is a base transport.
type roundTripFunc = tracetest.RoundTripFunc

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
		return respond(http.StatusNoContent, "")(r)
	}
}

func newRequest(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// newGet is newRequest for what most tests send.
func newGet(t *testing.T) *http.Request {
	t.Helper()
	return newRequest(t, http.MethodGet, "http://example.com/v1", "")
}

// newClient returns a client over sockets of its own.
func newClient(t *testing.T, opts ...propagation.Option) (*http.Client, *mocktracer.MockTracer) {
	t.Helper()
	tracer := mocktracer.New()
	base := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
	opts = append(opts, propagation.WithTracer(tracer))
	client := &http.Client{Transport: propagation.NewTransport(base, opts...)}
	t.Cleanup(client.CloseIdleConnections)
	return client, tracer
}

// call sends r through a transport with a tracer and opts over base, and returns
// the one span there must be.
func call(t *testing.T, base http.RoundTripper, r *http.Request, opts ...propagation.Option) *mocktracer.MockSpan {
	t.Helper()
	tracer := mocktracer.New()
	send(t, base, r, append(opts, propagation.WithTracer(tracer))...)
	return tracetest.OnlySpan(t, tracer)
}

// send sends r through a transport with opts over base and returns the body.
func send(t *testing.T, base http.RoundTripper, r *http.Request, opts ...propagation.Option) (body string) {
	t.Helper()
	return do(t, propagation.NewTransport(base, opts...).RoundTrip, r)
}

// sent returns the request that the base of a transport with opts gets for r.
func sent(t *testing.T, r *http.Request, opts ...propagation.Option) (got *http.Request) {
	t.Helper()
	send(t, capture(&got), r, opts...)
	return got
}

// do sends r by a transport's RoundTrip or a client's Do, and returns the body.
func do(t *testing.T, send roundTripFunc, r *http.Request) (body string) {
	t.Helper()
	resp, err := send(r)
	if err != nil {
		t.Fatal(err)
	}
	return readAndClose(t, resp)
}

func readAndClose(t *testing.T, resp *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Error(err)
	}
	return string(body)
}
