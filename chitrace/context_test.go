package chitrace_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type testKey struct{}

// What is derived from the request's context has the span, and what it had.
func TestDerivedContexts(t *testing.T) {
	tests := []struct {
		name   string
		derive func(context.Context) (context.Context, context.CancelFunc)
	}{
		{"itself", func(ctx context.Context) (context.Context, context.CancelFunc) { return ctx, func() {} }},
		{"WithCancel", context.WithCancel},
		{"WithValue", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithValue(ctx, &testKey{}, 1), func() {}
		}},
		{"WithoutCancel", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithoutCancel(ctx), func() {}
		}},
		{"WithTimeout", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Hour)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				ctx, cancel := tt.derive(r.Context())
				defer cancel()
				if got, want := opentracing.SpanFromContext(ctx), chitrace.SpanFromRequest(r); got != want || got == nil {
					t.Errorf("got span %v, want %v", got, want)
				}
				if ctx.Value(testKey{}) != "kept" || ctx.Value(http.ServerContextKey) == nil {
					t.Error("lost a value of the request's context")
				}
			})
			traced := chitrace.Middleware(tracer)(h)
			get(t, tracetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				traced.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), testKey{}, "kept")))
			})), "GET /")
			tracetest.OnlySpan(t, tracer)
		})
	}
}

func TestCancellationPassesThrough(t *testing.T) {
	deadline := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	reason := errors.New("shutting down")
	ctx, give := context.WithCancelCause(ctx)
	tracer := mocktracer.New()
	h := chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, ok := r.Context().Deadline(); !ok || !got.Equal(deadline) {
			t.Errorf("got deadline %v", got)
		}
		child, cancel := context.WithCancel(r.Context())
		defer cancel()
		if child.Err() != nil {
			t.Error("cancelled too early")
		}
		give(reason)
		<-child.Done()
		if got := context.Cause(child); !errors.Is(got, reason) {
			t.Errorf("got cause %v", got)
		}
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody))
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.client_disconnected", true)
}

func TestClientDisconnected(t *testing.T) {
	tests := []struct {
		name   string
		handle http.HandlerFunc
		want   any
	}{
		{"gone", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, true},
		{"gone, then a panic", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); abort() }, true},
		{"still there", func(http.ResponseWriter, *http.Request) {}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			began := make(chan struct{})
			srv := tracetest.Serve(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				close(began)
				tt.handle(w, r)
			})))
			conn := dial(t, srv)
			if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			<-began
			if tt.want == true {
				_ = conn.Close()
			}
			srv.Close()
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.client_disconnected", tt.want)
		})
	}
}

// A client that has all that was announced may close the connection while the
// handler still works. One that has less was gone too early.
func TestClientHasItAll(t *testing.T) {
	tests := []struct {
		name   string
		method string
		answer func(w http.ResponseWriter)
		want   any
	}{
		{"whole declared body", "GET", func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "2")
			_, _ = io.WriteString(w, "ok")
		}, nil},
		{"part of the declared body", "GET", func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "3")
			_, _ = io.WriteString(w, "ok")
		}, true},
		{"no declared length", "GET", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "ok") }, true},
		{"HEAD", "HEAD", func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) }, nil},
		{"204", "DELETE", func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.Serve(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				tt.answer(w)
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			})))
			conn := dial(t, srv)
			if _, err := io.WriteString(conn, tt.method+" / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			_ = conn.Close()
			srv.Close()
			tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.client_disconnected", tt.want)
		})
	}
}

// A deadline of ours that passed does not mean that the client is gone.
func TestDeadlineIsNoDisconnect(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	<-ctx.Done()
	tracer := mocktracer.New()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
	chitrace.Middleware(tracer)(ok).ServeHTTP(httptest.NewRecorder(), r)
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.client_disconnected", nil)
}

func TestHandlerGetsTheTracersContext(t *testing.T) {
	tracer := tracetest.Hooked{MockTracer: mocktracer.New(), Hook: func(ctx context.Context) context.Context {
		return context.WithValue(ctx, testKey{}, "the tracer's")
	}}
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got := r.Context().Value(testKey{}); got != "the tracer's" {
			t.Errorf("got %v", got)
		}
	})
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(h)), "GET /")
	tracetest.OnlySpan(t, tracer.MockTracer)
}

// Without a tracer, the global one counts that is there when the request comes.
func TestGlobalTracer(t *testing.T) {
	before := opentracing.GlobalTracer()
	t.Cleanup(func() { opentracing.SetGlobalTracer(before) })
	h := chitrace.Middleware(nil)(ok)
	tracer := mocktracer.New()
	opentracing.SetGlobalTracer(tracer)
	get(t, tracetest.Serve(t, h), "GET /")
	tracetest.OnlySpan(t, tracer)
}
