package chitrace_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// One request, one server span: the outermost middleware's, whatever router the
// route is known to.
func TestNested(t *testing.T) {
	root := func(m ...middlewareFunc) http.Handler { return layers(m, nil, nil) }
	sub := func(m ...middlewareFunc) http.Handler { return layers(nil, nil, m) }
	for name, tt := range map[string]struct {
		request string
		want    string
		build   func(outer, inner middlewareFunc) http.Handler
	}{
		"root and sub-router": {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return layers(mws{a}, nil, mws{b}) }},
		"root twice":          {"GET /u/7", "GET /u/{id}", func(a, b middlewareFunc) http.Handler { return root(a, b) }},
		"around and root":     {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return a(root(b)) }},
		"around twice":        {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return a(b(root())) }},
		"opaque, root":        {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return a(opaque(root(b))) }},
		"opaque, around":      {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return a(opaque(b(root()))) }},
		"opaque, sub-router":  {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return a(opaque(sub(b))) }},
		"opaque, around, rewritten": {"GET /v1/u/7/", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler {
			return a(opaque(b(root(middleware.StripSlashes))))
		}},
		"opaque, answered early": {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler { return a(opaque(root(b, answer(401)))) }},
		"opaque, 404":            {"GET /nowhere", "HTTP GET", func(a, b middlewareFunc) http.Handler { return a(opaque(root(b))) }},
		"opaque, panic":          {"GET /v1/panic/7", "GET /v1/panic/{id}", func(a, b middlewareFunc) http.Handler { return a(opaque(root(b))) }},
		"opaque, elsewhere":      {"GET /u/7", "HTTP GET", func(a, b middlewareFunc) http.Handler { return a(opaque(sub(b))) }},
		"opaque, named by the handler": {"GET /u/7", "mine", func(a, b middlewareFunc) http.Handler {
			return a(opaque(routesAt("/u/{id}", named("mine"), b)))
		}},
		"around a router that cannot be asked, twice, and on it": {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler {
			return a(b(unaskable{root(b).(*chi.Mux)}))
		}},
		"three": {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b middlewareFunc) http.Handler {
			return a(opaque(b(opaque(layers(mws{b}, nil, mws{b})))))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			outer, inner := mocktracer.New(), mocktracer.New()
			get(t, tt.build(chitrace.Middleware(outer), chitrace.Middleware(inner)), tt.request)
			wantSpan(t, tracetest.OnlySpan(t, outer), tt.want, nil)
			if spans := inner.FinishedSpans(); len(spans) != 0 {
				t.Errorf("the inner tracer got %v", spans)
			}
		})
	}
}

// A request that http.TimeoutHandler ended before its handler did has the route
// all the same: the inner middleware tells it beforehand.
func TestTimedOutRequestHasItsRoute(t *testing.T) {
	const route = "/users/{userID}/orders/{orderID}"
	for name, build := range map[string]func(trace middlewareFunc, orders http.Handler) http.Handler{
		"inner one on the router": func(trace middlewareFunc, orders http.Handler) http.Handler {
			return mount("/users/{userID}/orders", orders)(trace)
		},
		"inner one around the router": func(trace middlewareFunc, orders http.Handler) http.Handler {
			return trace(mount("/users/{userID}/orders", orders)(unchanged))
		},
	} {
		t.Run(name, func(t *testing.T) {
			// A cancelled request is over for http.TimeoutHandler, as one that took
			// too long is.
			ctx, cancel := context.WithCancel(t.Context())
			over := make(chan struct{})
			orders := routesAt("/{orderID}", func(http.ResponseWriter, *http.Request) { cancel(); <-over })
			span := trace(t, func(trace middlewareFunc) http.Handler {
				h := trace(timeout(build(trace, orders)))
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					defer close(over)
					h.ServeHTTP(w, r.WithContext(ctx))
				})
			}, "GET /users/7/orders/8", options(chitrace.WithURLParams("userID", "orderID")))
			wantSpan(t, span, "GET "+route, map[string]any{
				"http.status_code": uint16(503), "http.route": route, "http.route.param.userID": "7", "http.route.param.orderID": "8",
			})
		})
	}
}

// What the outer middleware left alone, or could not trace, the inner one traces.
func TestNestedBehindNoSpan(t *testing.T) {
	fault := tracetest.Fault{Method: "StartSpan", Mode: tracetest.ReturnsNil}
	for _, outer := range []middlewareFunc{
		chitrace.Middleware(mocktracer.New(), leaveOut), chitrace.Middleware(tracetest.NewFaulty(fault)),
	} {
		wantSpan(t, trace(t, func(trace middlewareFunc) http.Handler { return outer(api(trace)) }, "GET /users/7", nil), "GET /users/{userID}", nil)
	}
}
