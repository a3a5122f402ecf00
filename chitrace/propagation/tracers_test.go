package propagation_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

var startPanics = tracetest.Fault{Method: "StartSpan", Mode: tracetest.Panics}

// Whatever a tracer does, the call's own or its parent's, the call succeeds or
// fails as the base says, and a span that was started is finished.
func TestFaultyTracerBreaksNoCall(t *testing.T) {
	for _, fault := range tracetest.Faults {
		t.Run(fault.Method+" "+fault.Mode, func(t *testing.T) {
			for _, wantErr := range []error{nil, errBroken} {
				tracer := tracetest.NewFaulty(fault)
				r := newGet(t)
				r.Header.Set("Kept", "yes")
				base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					if r.Header.Get("Kept") != "yes" {
						t.Error("the header is lost")
					}
					if wantErr != nil {
						return nil, wantErr
					}
					return respond(500, "body")(r)
				})
				var told error
				resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer), propagation.WithClientTrace(),
					propagation.WithErrorHandler(func(err error) { told = err })).RoundTrip(r)
				if fault == startPanics && !errors.Is(told, tracetest.ErrFaulty) {
					t.Errorf("told %v, want %v", told, tracetest.ErrFaulty)
				}
				if !errors.Is(err, wantErr) {
					t.Errorf("error %v, want %v", err, wantErr)
				}
				if err == nil && readAndClose(t, resp) != "body" {
					t.Error("the body is lost")
				}
				tracer.WantFinished(t)
			}

			if ctx, ok := contextWithParent(t.Context(), tracetest.NewFaulty(fault)); ok {
				if body := send(t, respond(200, "body"), newGet(t).WithContext(ctx)); body != "body" {
					t.Errorf("body %q below such a parent", body)
				}
			}
		})
	}
}

// contextWithParent returns false if such a span does not get into a context.
func contextWithParent(ctx context.Context, tracer opentracing.Tracer) (below context.Context, ok bool) {
	defer func() { _ = recover() }()
	below = opentracing.ContextWithSpan(ctx, tracer.StartSpan("parent"))
	return below, opentracing.SpanFromContext(below) != nil
}

type hookKey struct{}

func TestBaseGetsTheTracersContext(t *testing.T) {
	tracer := tracetest.Hooked{MockTracer: mocktracer.New(), Hook: func(ctx context.Context) context.Context {
		return context.WithValue(ctx, hookKey{}, "the tracer's")
	}}
	var got *http.Request
	send(t, capture(&got), newGet(t), propagation.WithTracer(tracer))
	if value := got.Context().Value(hookKey{}); value != "the tracer's" {
		t.Errorf("got %v", value)
	}
}
