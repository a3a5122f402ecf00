package chitrace_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// One request, one server span: the outermost middleware's, whatever router the
// route is known to.
func TestNested(t *testing.T) {
	type mw = middlewareFunc
	root := func(m ...mw) http.Handler { return layers(m, nil, nil) }
	sub := func(m ...mw) http.Handler { return layers(nil, nil, m) }
	tests := []struct {
		name    string
		request string
		want    string
		build   func(outer, inner mw) http.Handler
	}{
		{"root and sub-router", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return layers([]mw{a}, nil, []mw{b}) }},
		{"root twice", "GET /u/7", "GET /u/{id}", func(a, b mw) http.Handler { return root(a, b) }},
		{"around and root", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(root(b)) }},
		{"around twice", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(b(root())) }},
		{"opaque, root", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(root(b))) }},
		{"opaque, around", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(b(root()))) }},
		{"opaque, sub-router", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(sub(b))) }},
		{"opaque, around, rewritten", "GET /v1/u/7/", "GET /v1/u/{id}", func(a, b mw) http.Handler {
			return a(opaque(b(root(middleware.StripSlashes))))
		}},
		{"opaque, answered early", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(root(b, answer(401)))) }},
		{"opaque, 404", "GET /nowhere", "HTTP GET", func(a, b mw) http.Handler { return a(opaque(root(b))) }},
		{"opaque, panic", "GET /v1/panic/7", "GET /v1/panic/{id}", func(a, b mw) http.Handler { return a(opaque(root(b))) }},
		{"opaque, elsewhere", "GET /u/7", "HTTP GET", func(a, b mw) http.Handler { return a(opaque(sub(b))) }},
		{"around a router that cannot be asked, twice, and on it", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler {
			return a(b(unaskable{layers([]mw{b}, nil, nil)}))
		}},
		{"three", "GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler {
			return a(opaque(b(opaque(layers([]mw{b}, nil, []mw{b})))))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			outer, inner := mocktracer.New(), mocktracer.New()
			get(t, tracetest.Serve(t, tt.build(chitrace.Middleware(outer), chitrace.Middleware(inner))), tt.request)
			if got := tracetest.OnlySpan(t, outer).OperationName; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if spans := inner.FinishedSpans(); len(spans) != 0 {
				t.Errorf("the inner tracer got %v", spans)
			}
		})
	}
}

// A request that http.TimeoutHandler ended before its handler did has the route
// all the same: the inner middleware tells it beforehand.
func TestTimedOutRequestHasItsRoute(t *testing.T) {
	builds := map[string]func(trace middlewareFunc, r *chi.Mux) http.Handler{
		"inner one on the router":     func(trace middlewareFunc, r *chi.Mux) http.Handler { r.Use(trace); return r },
		"inner one around the router": func(trace middlewareFunc, r *chi.Mux) http.Handler { return trace(r) },
	}
	for name, build := range builds {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			trace := chitrace.Middleware(tracer, chitrace.WithURLParams("userID", "orderID"))
			r := chi.NewRouter()
			inner := build(trace, r)
			// A cancelled request is over for http.TimeoutHandler, as one that took
			// too long is.
			ctx, cancel := context.WithCancel(t.Context())
			over := make(chan struct{})
			orders := chi.NewRouter()
			orders.Get("/{orderID}", func(http.ResponseWriter, *http.Request) { cancel(); <-over })
			r.Mount("/users/{userID}/orders", orders)
			h := trace(http.TimeoutHandler(inner, time.Hour, "too late"))
			resp := get(t, tracetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(over)
				h.ServeHTTP(w, r.WithContext(ctx))
			})), "GET /users/7/orders/8")
			if resp == nil || resp.StatusCode != http.StatusServiceUnavailable {
				t.Fatalf("got %+v", resp)
			}
			span := tracetest.OnlySpan(t, tracer)
			if want := "GET /users/{userID}/orders/{orderID}"; span.OperationName != want {
				t.Errorf("got %q, want %q", span.OperationName, want)
			}
			tracetest.WantTag(t, span, "http.route", "/users/{userID}/orders/{orderID}")
			tracetest.WantTag(t, span, "http.route.param.userID", "7")
			tracetest.WantTag(t, span, "http.route.param.orderID", "8")
		})
	}
}

// The handler's own name wins over a route that is learned from below.
func TestNestedKeepsTheHandlersName(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	send(trace(opaque(traced(trace, "/u/{id}", named("mine")))), "GET /u/7")
	span := tracetest.OnlySpan(t, tracer)
	if span.OperationName != "mine" {
		t.Errorf("got %q", span.OperationName)
	}
	tracetest.WantTag(t, span, "http.route", "/u/{id}")
}

// What the outer middleware left alone, or could not trace, the inner one traces.
func TestNestedBehindNoSpan(t *testing.T) {
	none := chitrace.WithFilter(func(*http.Request) bool { return false })
	fault := tracetest.Fault{Method: "StartSpan", Mode: tracetest.ReturnsNil}
	for _, outer := range []middlewareFunc{
		chitrace.Middleware(mocktracer.New(), none), chitrace.Middleware(tracetest.NewFaulty(fault)),
	} {
		span := trace(t, func(trace middlewareFunc) http.Handler { return outer(api(trace)) }, "GET /users/7", nil)
		if span.OperationName != "GET /users/{userID}" {
			t.Errorf("got %q", span.OperationName)
		}
	}
}
