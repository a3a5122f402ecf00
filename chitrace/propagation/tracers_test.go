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

// TestFaultyParent has parents that are of no use.
func TestFaultyParent(t *testing.T) {
	tests := []struct {
		name      string
		spoil     func(opentracing.Span) opentracing.Span
		wantSpans int
	}{
		{"nil context", func(s opentracing.Span) opentracing.Span { return contextless{s} }, 1},
		{"Context panics", func(s opentracing.Span) opentracing.Span { return faultySpan{Span: s, context: true} }, 0},
		{"nil tracer", func(s opentracing.Span) opentracing.Span { return tracerless{s} }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			ctx := opentracing.ContextWithSpan(t.Context(), tt.spoil(tracer.StartSpan("parent")))
			transport := propagation.NewTransport(respond(200, "body"))
			resp, err := transport.RoundTrip(newRequest(ctx, t, http.MethodGet, "http://example.com"))
			if err != nil {
				t.Fatal(err)
			}
			if body := readAndClose(t, resp); body != "body" {
				t.Errorf("body %q", body)
			}
			if spans := tracer.FinishedSpans(); len(spans) != tt.wantSpans {
				t.Errorf("%d spans, want %d", len(spans), tt.wantSpans)
			}
		})
	}
}

// TestConcreteCarrier has a tracer that knows no carrier but opentracing's.
func TestConcreteCarrier(t *testing.T) {
	tracer := faultyTracer{Tracer: mocktracer.New(), inject: func(_ opentracing.SpanContext, carrier any) error {
		header, ok := carrier.(opentracing.HTTPHeadersCarrier)
		if !ok {
			return opentracing.ErrInvalidCarrier
		}
		header.Set("trace", "1")
		return nil
	}}
	var got *http.Request
	resp, err := propagation.NewTransport(capture(&got), propagation.WithTracer(tracer)).
		RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	if got.Header.Get("Trace") != "1" {
		t.Errorf("sent %v, want the trace", got.Header)
	}
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

// hookedTracer wants something of its own in the context.
type hookedTracer struct{ opentracing.Tracer }

func (hookedTracer) ContextWithSpanHook(ctx context.Context, span opentracing.Span) context.Context {
	return context.WithValue(ctx, hookKey{}, span)
}

func TestContextHook(t *testing.T) {
	var got *http.Request
	transport := propagation.NewTransport(capture(&got), propagation.WithTracer(hookedTracer{mocktracer.New()}))
	resp, err := transport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	span := opentracing.SpanFromContext(got.Context())
	if span == nil || got.Context().Value(hookKey{}) != span {
		t.Errorf("span %v in the context, %v from the hook", span, got.Context().Value(hookKey{}))
	}
}

// nilHook is a tracer whose context is none.
type nilHook struct{ opentracing.Tracer }

func (nilHook) ContextWithSpanHook(context.Context, opentracing.Span) context.Context { return nil }

func TestNilContextHook(t *testing.T) {
	var got *http.Request
	ctx := context.WithValue(t.Context(), hookKey{}, "kept")
	transport := propagation.NewTransport(capture(&got), propagation.WithTracer(nilHook{mocktracer.New()}))
	resp, err := transport.RoundTrip(newRequest(ctx, t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	if got.Context().Value(hookKey{}) != "kept" {
		t.Error("the caller's context is lost")
	}
}

// countingSpan counts what is set.
type countingSpan struct {
	opentracing.Span
	sets map[string]int
}

func (c countingSpan) SetTag(key string, value any) opentracing.Span {
	c.sets[key]++
	return c.Span.SetTag(key, value)
}

// TestErrorIsSetOnce fails twice, by status and in the body: tracers keep every
// value of a tag.
func TestErrorIsSetOnce(t *testing.T) {
	sets := make(map[string]int)
	tracer := faultyTracer{Tracer: mocktracer.New(), start: func(span opentracing.Span) opentracing.Span {
		return countingSpan{span, sets}
	}}
	base := roundTripFunc(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 500, Body: closeError{err: errBroken}}, nil
	})
	resp, err := propagation.NewTransport(base, propagation.WithTracer(tracer)).
		RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	for key, n := range sets {
		if n != 1 {
			t.Errorf("%s was set %d times", key, n)
		}
	}
	if sets["error"] != 1 || sets["http.status_code"] != 1 || sets["http.url"] != 1 {
		t.Errorf("set %v", sets)
	}
}

// tagging is a tracer around a tracer, which adds a tag of its own to every span.
type tagging struct{ *mocktracer.MockTracer }

func (t tagging) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	return t.MockTracer.StartSpan(name, append([]opentracing.StartSpanOption{opentracing.Tag{Key: "added", Value: 1}}, opts...)...)
}

func TestTagsOfATracerAroundTheTracer(t *testing.T) {
	tracer := tagging{mocktracer.New()}
	resp, err := propagation.NewTransport(respond(200, ""), propagation.WithTracer(tracer)).RoundTrip(
		newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer.MockTracer), "added", 1)
}
