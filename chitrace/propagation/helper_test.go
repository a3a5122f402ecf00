package propagation_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
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

func newServer(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
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
	return onlySpan(t, tracer)
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

// onlySpan returns the span that was finished, and fails unless exactly one was,
// exactly once.
func onlySpan(t *testing.T, tracer *mocktracer.MockTracer) *mocktracer.MockSpan {
	t.Helper()
	spans := tracer.FinishedSpans()
	if len(spans) != 1 {
		t.Fatalf("%d spans finished, want 1: %v", len(spans), spans)
	}
	return spans[0]
}

func wantTag(t *testing.T, span *mocktracer.MockSpan, key string, want any) {
	t.Helper()
	if got := span.Tag(key); got != want {
		t.Errorf("tag %s = %#v, want %#v", key, got, want)
	}
}

// logs returns the logs of a span, each as a map.
func logs(span *mocktracer.MockSpan) []map[string]string {
	var records []map[string]string
	for _, record := range span.Logs() {
		fields := make(map[string]string)
		for _, field := range record.Fields {
			fields[field.Key] = field.ValueString
		}
		records = append(records, fields)
	}
	return records
}

// useGlobalTracer makes tracer the global one for the test.
func useGlobalTracer(t *testing.T, tracer opentracing.Tracer) {
	t.Helper()
	before := opentracing.GlobalTracer()
	t.Cleanup(func() { opentracing.SetGlobalTracer(before) })
	opentracing.SetGlobalTracer(tracer)
}
