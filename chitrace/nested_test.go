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

// opaque hides from a middleware that there is a router below it.
func opaque(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
}

// traced is a router with one middleware after the other on its root and on its
// sub-router, either may be nil.
func traced(root []middlewareFunc, sub ...middlewareFunc) *chi.Mux {
	r := chi.NewRouter()
	r.Use(root...)
	r.Get("/u/{id}", ok)
	r.Route("/v1", func(r chi.Router) {
		r.Use(sub...)
		r.Get("/u/{id}", ok)
		r.Get("/panic/{id}", blowUp(0, "oops"))
		r.Get("/early/{id}", ok)
	})
	return r
}

// One request, one server span: the outermost middleware's, whatever router the
// route is known to.
func TestNested(t *testing.T) {
	tests := []struct {
		name    string
		build   func(outer, inner middlewareFunc) http.Handler
		request string
		want    string
	}{
		{"root and sub-router", func(outer, inner middlewareFunc) http.Handler {
			return traced([]middlewareFunc{outer}, inner)
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"root twice", func(outer, inner middlewareFunc) http.Handler {
			return traced([]middlewareFunc{outer, inner})
		}, "GET /u/7", "GET /u/{id}"},
		{"around and root", func(outer, inner middlewareFunc) http.Handler {
			return outer(traced([]middlewareFunc{inner}))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"around twice", func(outer, inner middlewareFunc) http.Handler {
			return outer(inner(traced(nil)))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"around something opaque and root", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(traced([]middlewareFunc{inner})))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"around something opaque and around", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(inner(traced(nil))))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"around something opaque and sub-router", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(traced(nil, inner)))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"around something opaque and around, rewritten", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(inner(traced([]middlewareFunc{middleware.StripSlashes}))))
		}, "GET /v1/u/7/", "GET /v1/u/{id}"},
		{"opaque, answered early", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(traced([]middlewareFunc{inner, answer(401)})))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
		{"opaque, 404", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(traced([]middlewareFunc{inner})))
		}, "GET /nowhere", "HTTP GET"},
		{"opaque, panic", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(traced([]middlewareFunc{inner})))
		}, "GET /v1/panic/7", "GET /v1/panic/{id}"},
		{"opaque, elsewhere", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(traced(nil, inner)))
		}, "GET /u/7", "HTTP GET"},
		{"three", func(outer, inner middlewareFunc) http.Handler {
			return outer(opaque(inner(opaque(traced([]middlewareFunc{inner}, inner)))))
		}, "GET /v1/u/7", "GET /v1/u/{id}"},
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
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/u/{id}", func(_ http.ResponseWriter, r *http.Request) { chitrace.SetOperationName(r.Context(), "mine") })
	get(t, tracetest.Serve(t, chitrace.Middleware(tracer)(opaque(r))), "GET /u/7")
	span := tracetest.OnlySpan(t, tracer)
	if span.OperationName != "mine" {
		t.Errorf("got %q", span.OperationName)
	}
	tracetest.WantTag(t, span, "http.route", "/u/{id}")
}

// What the outer middleware left alone, the inner one traces.
func TestNestedBehindAFilter(t *testing.T) {
	outer, inner := mocktracer.New(), mocktracer.New()
	none := chitrace.WithFilter(func(*http.Request) bool { return false })
	h := chitrace.Middleware(outer, none)(traced([]middlewareFunc{chitrace.Middleware(inner)}))
	get(t, tracetest.Serve(t, h), "GET /u/7")
	if got := tracetest.OnlySpan(t, inner).OperationName; got != "GET /u/{id}" {
		t.Errorf("got %q", got)
	}
	if spans := outer.FinishedSpans(); len(spans) != 0 {
		t.Errorf("the outer tracer got %v", spans)
	}
}

// Nor does an outer middleware without a span keep the inner one from its own.
func TestNestedBehindAFlawedTracer(t *testing.T) {
	outer := tracetest.NewFaulty(tracetest.Fault{Method: "StartSpan", Mode: tracetest.ReturnsNil})
	inner := mocktracer.New()
	get(t, tracetest.Serve(t, chitrace.Middleware(outer)(traced([]middlewareFunc{chitrace.Middleware(inner)}))), "GET /u/7")
	if got := tracetest.OnlySpan(t, inner).OperationName; got != "GET /u/{id}" {
		t.Errorf("got %q", got)
	}
}

// chi finds its way through a middleware that was put around a router.
func TestAroundIsStillARouter(t *testing.T) {
	r := chi.NewRouter()
	r.Mount("/sub", chitrace.Middleware(mocktracer.New())(traced(nil)))
	rctx := chi.NewRouteContext()
	if got := r.Find(rctx, http.MethodGet, "/sub/v1/u/7"); got != "/sub/v1/u/{id}" {
		t.Errorf("found %q", got)
	}
	if _, isRouter := chitrace.Middleware(mocktracer.New())(ok).(chi.Routes); isRouter {
		t.Error("a plain handler turned into a router")
	}
}
