package propagation_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// Whatever a tracer does, the call succeeds or fails as the base says, and a
// span that was started is finished.
func TestFaultyTracerBreaksNoCall(t *testing.T) {
	for _, fault := range tracetest.Faults {
		t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
			for _, base := range []roundTripFunc{
				respond(500, "body"),
				func(*http.Request) (*http.Response, error) { return nil, errBroken },
			} {
				tracer := tracetest.NewFaulty(fault)
				r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
				r.Header.Set("Kept", "yes")
				checked := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					if r.Header.Get("Kept") != "yes" {
						t.Error("the header is lost")
					}
					return base(r)
				})
				resp, err := propagation.NewTransport(checked, propagation.WithTracer(tracer), propagation.WithClientTrace()).RoundTrip(r)
				if err == nil && readAndClose(t, resp) != "body" {
					t.Error("the body is lost")
				}
				tracer.WantFinished(t)
			}
		})
	}
}

func TestFaultyParentBreaksNoCall(t *testing.T) {
	for _, fault := range tracetest.Faults {
		t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
			ctx, ok := contextWithParent(t.Context(), tracetest.NewFaulty(fault))
			if !ok {
				t.Skip("no such parent gets into a context")
			}
			transport := propagation.NewTransport(respond(200, "body"))
			resp, err := transport.RoundTrip(newRequest(ctx, t, http.MethodGet, "http://example.com"))
			if err != nil {
				t.Fatal(err)
			}
			if body := readAndClose(t, resp); body != "body" {
				t.Errorf("body %q", body)
			}
		})
	}
}

func contextWithParent(ctx context.Context, tracer opentracing.Tracer) (below context.Context, ok bool) {
	defer func() { _ = recover() }()
	below = opentracing.ContextWithSpan(ctx, tracer.StartSpan("parent"))
	return below, opentracing.SpanFromContext(below) != nil
}

func TestNoopTracer(t *testing.T) {
	want := stale()
	var got *http.Request
	r := newRequest(t.Context(), t, http.MethodGet, "http://example.com")
	r.Header = stale()
	resp, err := propagation.NewTransport(capture(&got), propagation.WithTracer(opentracing.NoopTracer{})).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	if !equalHeaders(got.Header, want) {
		t.Errorf("sent %v, want it unchanged", got.Header)
	}
}

type hookKey struct{}

func TestBaseGetsTheTracersContext(t *testing.T) {
	tracer := tracetest.Hooked{MockTracer: mocktracer.New(), Hook: func(ctx context.Context) context.Context {
		return context.WithValue(ctx, hookKey{}, "the tracer's")
	}}
	var got *http.Request
	transport := propagation.NewTransport(capture(&got), propagation.WithTracer(tracer))
	resp, err := transport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	if value := got.Context().Value(hookKey{}); value != "the tracer's" {
		t.Errorf("got %v", value)
	}
}
