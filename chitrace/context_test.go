package chitrace_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// What is derived from the request's context has the span, what it had, and what
// the tracer added, and is cancelled with it. The body is the handler's alone: neither
// wrapped nor read.
func TestHandlersRequest(t *testing.T) {
	type key struct{ name string }
	reason := errors.New("shutting down")
	ctx, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{"outside"}, true))
	tracer := tracetest.Hooked{MockTracer: mocktracer.New(), Hook: func(ctx context.Context) context.Context {
		return context.WithValue(ctx, key{"tracer"}, true)
	}}
	body := io.NopCloser(strings.NewReader("body"))
	h := chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Body != body {
			t.Errorf("got a %T", r.Body)
		}
		ctx := context.WithoutCancel(r.Context())
		if got, want := opentracing.SpanFromContext(ctx), chitrace.SpanFromRequest(r); got != want || got == nil {
			t.Errorf("got span %v, want %v", got, want)
		}
		if ctx.Value(key{"outside"}) != true || ctx.Value(key{"tracer"}) != true {
			t.Error("lost a value of the request's context")
		}
		child, stop := context.WithCancel(r.Context())
		defer stop()
		cancel(reason)
		if <-child.Done(); !errors.Is(context.Cause(child), reason) {
			t.Errorf("got cause %v, want %v", context.Cause(child), reason)
		}
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", body))
	tracetest.OnlySpan(t, tracer.MockTracer)
}

// A job may keep the context for hours.
func TestKeptContextKeepsNoRequest(t *testing.T) {
	var job context.Context
	var wantGone func(*testing.T)
	r := routesAt("/u/{id}", func(_ http.ResponseWriter, r *http.Request) {
		r.Body, wantGone = tracetest.Large(r.Body)
		job = context.WithoutCancel(r.Context())
	}, chitrace.Middleware(mocktracer.New()))
	get(t, chitrace.Middleware(mocktracer.New())(r), "POST /u/7")
	wantGone(t)
	if opentracing.SpanFromContext(job) == nil {
		t.Error("the context lost its span")
	}
}

// Somebody prints a context, and secrets get into a log.
func TestPrintedContextShowsNothing(t *testing.T) {
	var ctx context.Context
	trace := chitrace.Middleware(mocktracer.New(), chitrace.WithTags(opentracing.Tags{"key": "secret"}))
	send(trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ctx = r.Context() })), "GET /?token=secret")
	const want = "context.Background.WithValue(opentracing.Span)"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if got := fmt.Sprintf(verb, ctx); got != want {
			t.Errorf("%s: got %s, want %s", verb, got, want)
		}
	}
}

// A client that has all that was announced may close the connection while the
// handler still works. One that has less was gone too early.
func TestClientDisconnected(t *testing.T) {
	declare := func(length string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", length) }
	}
	for name, tt := range map[string]struct {
		method string
		answer http.HandlerFunc
		want   any
	}{
		"nothing sent":              {"GET", statuses(), true},
		"whole declared body":       {"GET", steps(declare("2"), ok), nil},
		"part of the declared body": {"GET", steps(declare("3"), ok), true},
		"no declared length":        {"GET", ok, true},
		"HEAD":                      {"HEAD", statuses(200), nil},
		"204":                       {"DELETE", statuses(204), nil},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			began := make(chan struct{})
			wait := func(_ http.ResponseWriter, r *http.Request) {
				close(began)
				<-r.Context().Done()
			}
			srv := tracetest.Serve(t, chitrace.Middleware(tracer)(steps(tt.answer, wait, abort))) // there is nobody to answer
			conn := dial(t, srv, tt.method+" / HTTP/1.1", "Host: example.com", "Connection: close")
			<-began
			_ = conn.Close()
			srv.Close()
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.client_disconnected", tt.want)
		})
	}
}

// A deadline of ours that passed does not mean that the client is gone.
func TestDeadlineIsNoDisconnect(t *testing.T) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	tracer := mocktracer.New()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
	chitrace.Middleware(tracer)(ok).ServeHTTP(httptest.NewRecorder(), r)
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.client_disconnected", nil)
}

// Without a tracer, the global one counts that is there when the request comes.
func TestGlobalTracer(t *testing.T) {
	h := chitrace.Middleware(nil)(ok)
	tracer := mocktracer.New()
	tracetest.SetGlobal(t, tracer)
	get(t, h, "GET /")
	tracetest.OnlySpan(t, tracer)
}
