package chitrace_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
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
	root := func(m ...mw) http.Handler { return layers(m, nil, nil) }
	sub := func(m ...mw) http.Handler { return layers(nil, nil, m) }
	for name, tt := range map[string]struct {
		request string
		want    string
		build   func(outer, inner mw) http.Handler
	}{
		"root and sub-router":       {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return layers(mws{a}, nil, mws{b}) }},
		"root twice":                {"GET /u/7", "GET /u/{id}", func(a, b mw) http.Handler { return root(a, b) }},
		"around and root":           {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(root(b)) }},
		"around twice":              {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(b(root())) }},
		"opaque, root":              {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(root(b))) }},
		"opaque, around":            {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(b(root()))) }},
		"opaque, sub-router":        {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(sub(b))) }},
		"opaque, around, rewritten": {"GET /v1/u/7/", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(b(root(middleware.StripSlashes)))) }},
		"opaque, answered early":    {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(root(b, answer(401)))) }},
		"opaque, 404":               {"GET /nowhere", "HTTP GET", func(a, b mw) http.Handler { return a(opaque(root(b))) }},
		"opaque, panic":             {"GET /v1/panic/7", "GET /v1/panic/{id}", func(a, b mw) http.Handler { return a(opaque(root(b))) }},
		"opaque, elsewhere":         {"GET /u/7", "HTTP GET", func(a, b mw) http.Handler { return a(opaque(sub(b))) }},
		"opaque, named":             {"GET /u/7", "mine", func(a, b mw) http.Handler { return a(opaque(routesAt("/u/{id}", named("mine"), b))) }},
		"unaskable router, twice":   {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(b(unaskable{layers(mws{b}, nil, nil)})) }},
		"three":                     {"GET /v1/u/7", "GET /v1/u/{id}", func(a, b mw) http.Handler { return a(opaque(b(opaque(layers(mws{b}, nil, mws{b}))))) }},
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
	for _, wrap := range []func(inner buildFunc) buildFunc{
		func(inner buildFunc) buildFunc { return inner },                    // the inner one is on the router,
		func(inner buildFunc) buildFunc { return around(inner(unchanged)) }, // or around it
	} {
		// A cancelled request is over for http.TimeoutHandler, as one that took
		// too long is.
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		orders := routesAt("/{orderID}", func(http.ResponseWriter, *http.Request) { cancel(); <-over })
		inner := wrap(mount("/users/{userID}/orders", orders))
		span := trace(t, func(trace mw) http.Handler {
			h := trace(timeout(inner(trace)))
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(over)
				h.ServeHTTP(w, r.WithContext(ctx))
			})
		}, "GET /users/7/orders/8", options(chitrace.WithURLParams("userID", "orderID")))
		wantSpan(t, span, "GET "+route, map[string]any{
			"http.status_code": uint16(503), "http.route": route, "http.route.param.userID": "7", "http.route.param.orderID": "8",
		})
	}
}

var newHeader = with(func(r *http.Request) *http.Request { r.Header = r.Header.Clone(); return r })

// between are middlewares and handlers that pass the same request on.
var between = map[string]mw{
	"nothing":         unchanged,
	"TimeoutHandler":  timeout,
	"StripPrefix":     strip("/v1"),
	"both":            func(next http.Handler) http.Handler { return timeout(strip("/v1")(next)) },
	"MaxBytesHandler": func(next http.Handler) http.Handler { return http.MaxBytesHandler(next, 1<<20) },
	"compression":     middleware.Compress(5),
	"RealIP":          middleware.RealIP,
	"clone":           with(func(r *http.Request) *http.Request { return r.Clone(r.Context()) }),
	"another context": with(func(r *http.Request) *http.Request { return r.WithContext(context.Background()) }),
	"inner span": with(func(r *http.Request) *http.Request {
		_, ctx := chitrace.StartSpan(r.Context(), "own")
		return r.WithContext(ctx)
	}),
	"form":                          with(func(r *http.Request) *http.Request { _ = r.ParseForm(); return r }),
	"header":                        newHeader,
	"method":                        with(func(r *http.Request) *http.Request { r.Method = http.MethodPut; return r }),
	"URL":                           with(func(r *http.Request) *http.Request { r.URL = &url.URL{Path: "/elsewhere"}; return r }),
	"path":                          with(func(r *http.Request) *http.Request { r.URL.Path = strings.TrimPrefix(r.URL.Path, "/v1"); return r }),
	"header below a TimeoutHandler": func(next http.Handler) http.Handler { return timeout(newHeader(next)) },
	"a buffer": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { next.ServeHTTP(httptest.NewRecorder(), r) })
	},
}

// A second Middleware in the same request makes no span, whatever lies between.
func TestSameRequest(t *testing.T) {
	for name, pass := range between {
		for _, method := range []string{"GET", "POST"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				outer, second := mocktracer.New(), mocktracer.New()
				served := false
				h := chitrace.Middleware(second)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served = true }))
				get(t, chitrace.Middleware(outer)(pass(h)), method+" /v1/u/7")
				if spans := second.FinishedSpans(); len(spans) != 0 || !served {
					t.Errorf("served: %t, the inner tracer got %v", served, spans)
				}
				wantSpan(t, tracetest.OnlySpan(t, outer), "HTTP "+method, nil)
			})
		}
	}
}

// Nobody would know why the options have no effect.
func TestOptionsOfAnInnerMiddleware(t *testing.T) {
	handler := func(told *int) chitrace.Option { return chitrace.WithErrorHandler(func(error) { *told++ }) }
	component := chitrace.WithComponent("inner")
	var outer, own int
	for name, tt := range map[string]struct {
		inner              []chitrace.Option
		wantOuter, wantOwn int
	}{
		"none":              {nil, 0, 0},
		"without a handler": {options(component), 1, 0},
		"with a handler":    {options(component, handler(&own)), 0, 1},
	} {
		outer, own = 0, 0
		second := chitrace.Middleware(nil, tt.inner...)
		send(chitrace.Middleware(mocktracer.New(), handler(&outer))(second(second(ok))), "GET /", "GET /", "GET /")
		if outer != tt.wantOuter || own != tt.wantOwn {
			t.Errorf("%s: the outer one's handler was told %d times, the inner one's %d", name, outer, own)
		}
	}
}

// fresh is a request of a handler's own, below its request's context.
func fresh(r *http.Request) *http.Request {
	r2 := httptest.NewRequestWithContext(r.Context(), http.MethodGet, "http://inner/u/7", http.NoBody)
	r2.RequestURI = "" // as in one by http.NewRequest
	return r2
}

// inner is a traced handler that names its span.
func inner(trace mw) http.Handler {
	return trace(steps(named("inner"), func(_ http.ResponseWriter, r *http.Request) { chitrace.SetTag(r.Context(), "inner", true) }))
}

// A request that a handler serves in memory has a span of its own, below that of
// the handler's request.
func TestInMemory(t *testing.T) {
	type serveFunc = func(h http.Handler, w http.ResponseWriter, r *http.Request)
	// from has h serve a request that is made of the handler's, and then changed.
	from := func(request func(r *http.Request) *http.Request, change func(r2, r *http.Request)) serveFunc {
		return func(h http.Handler, _ http.ResponseWriter, r *http.Request) {
			r2 := request(r)
			change(r2, r)
			h.ServeHTTP(httptest.NewRecorder(), r2)
		}
	}
	clone := func(r *http.Request) *http.Request { return r.Clone(r.Context()) }
	withContext := func(r *http.Request) *http.Request { return r.WithContext(r.Context()) }
	testRequest := func(r *http.Request) *http.Request {
		return httptest.NewRequestWithContext(r.Context(), http.MethodPost, "/batch", http.NoBody)
	}
	for name, serve := range map[string]serveFunc{
		"same header":       from(fresh, func(r2, r *http.Request) { r2.Header = r.Header }),
		"same body":         from(fresh, func(r2, r *http.Request) { r2.Body = r.Body }),
		"clone":             from(clone, func(r2, _ *http.Request) { r2.URL.Path = "/u/7" }),
		"clone without URI": from(clone, func(r2, _ *http.Request) { r2.URL.Path, r2.RequestURI = "/u/7", "" }),
		"copy":              from(withContext, func(r2, _ *http.Request) { r2.URL = &url.URL{Path: "/u/7"} }),
		"test request":      from(testRequest, func(_, _ *http.Request) {}),
		"same writer":       func(h http.Handler, w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, fresh(r)) },
		"proxy": func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "inner"})
			proxy.Transport = tracetest.InMemory(h)
			proxy.ServeHTTP(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			trace := chitrace.Middleware(tracer)
			h := inner(trace)
			get(t, trace(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(h, w, r) })), "POST /batch")
			spans := tracer.FinishedSpans()
			if len(spans) != 2 {
				t.Fatalf("got %v, want two spans", spans)
			}
			wantSpan(t, spans[0], "inner", map[string]any{"inner": true})
			wantSpan(t, spans[1], "HTTP POST", map[string]any{"inner": nil})
			if got, want := spans[0].ParentID, spans[1].SpanContext.SpanID; got != want {
				t.Errorf("the inner span is below %d, want %d", got, want)
			}
		})
	}
}

// The span in the context may be one of the handler's own. Headers that name a
// parent count more.
func TestInMemoryParent(t *testing.T) {
	for _, headers := range [][]string{nil, mockParent("5")} {
		tracer := mocktracer.New()
		trace := chitrace.Middleware(tracer)
		h := inner(trace)
		get(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			own, ctx := chitrace.StartSpan(r.Context(), "own")
			r2 := fresh(r.WithContext(ctx))
			tracetest.AddHeaders(r2, headers...)
			h.ServeHTTP(httptest.NewRecorder(), r2)
			own.Finish()
		})), "GET /")
		spans := tracer.FinishedSpans()
		want := spans[1].SpanContext.SpanID
		if headers != nil {
			want = 5
		}
		if got := spans[0].ParentID; got != want {
			t.Errorf("headers %v: got parent %d, want %d", headers, got, want)
		}
	}
}

// A handler that is not traced changes nothing of the request that it is a part of.
func TestInMemoryUntraced(t *testing.T) {
	h := inner(chitrace.Middleware(mocktracer.New(), leaveOut))
	span := trace(t, on("/", func(_ http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(httptest.NewRecorder(), fresh(r))
	}), "GET /", nil)
	wantSpan(t, span, "GET /", map[string]any{"inner": nil})
}

// A handler may serve several requests in memory at the same time. Run with the
// race detector.
func TestConcurrentRequestsInMemory(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	h := inner(trace)
	send(routesAt("/batch", func(_ http.ResponseWriter, r *http.Request) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { h.ServeHTTP(httptest.NewRecorder(), fresh(r)) })
		}
		wg.Wait()
	}, trace), "GET /batch")
	if spans := tracer.FinishedSpans(); len(spans) != 9 || spans[8].OperationName != "GET /batch" {
		t.Errorf("got %v", spans)
	}
}

// A context whose span has ended counts as none.
func TestServedWithAKeptContext(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	var kept *http.Request
	get(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		kept = r.WithContext(context.WithoutCancel(r.Context()))
	})), "GET /")
	for _, r := range []*http.Request{fresh(kept), kept} {
		tracer.Reset()
		inner(trace).ServeHTTP(httptest.NewRecorder(), r)
		if span := tracetest.OnlySpan(t, tracer); span.ParentID != 0 || span.OperationName != "inner" {
			t.Errorf("got %v below %d", span, span.ParentID)
		}
	}
}

// The route of the request that has ended is not that of one which is served later.
func TestServedWithAKeptRoute(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	var kept *http.Request
	get(t, trace(routesAt("/first", func(_ http.ResponseWriter, r *http.Request) {
		kept = r.WithContext(context.WithoutCancel(r.Context()))
	})), "GET /first")
	tracer.Reset()
	routesAt("/u/{id}", ok, trace).ServeHTTP(httptest.NewRecorder(), fresh(kept))
	if span := tracetest.OnlySpan(t, tracer); span.OperationName != "GET /u/{id}" {
		t.Errorf("got %v", span)
	}
}

// In r.With, Middleware runs when the patterns of both requests are in the batch's route
// context.
func TestBatchBelowAnEndpoint(t *testing.T) {
	tracer := mocktracer.New()
	r := chi.NewRouter()
	traced := r.With(chitrace.Middleware(tracer, chitrace.WithURLParams("id")))
	traced.Get("/u/{id}", ok)
	traced.Get("/batch/{id}", func(_ http.ResponseWriter, outer *http.Request) {
		for range 2 {
			r.ServeHTTP(httptest.NewRecorder(), fresh(outer))
		}
	})
	get(t, r, "GET /batch/8")
	for i, want := range []string{"GET /u/{id} 7", "GET /u/{id} 7", "GET /batch/{id} 8"} {
		span := tracer.FinishedSpans()[i]
		if got := fmt.Sprint(span.OperationName, " ", span.Tag("http.route.param.id")); got != want {
			t.Errorf("span %d: got %s, want %s", i, got, want)
		}
	}
}

// A batch's own requests do not give their route and parameters to the batch's
// span, though chi adds these to the batch's route context.
func TestBatchKeepsItsRoute(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer, chitrace.WithURLParams("id"))
	on, around := routesAt("/u/{id}", ok, trace), trace(routesAt("/u/{id}", ok))
	sets := routesAt("/u/*", func(_ http.ResponseWriter, r *http.Request) { chitrace.SetRoute(r.Context(), "/u/{user}") }, trace)
	batch := func(_ http.ResponseWriter, r *http.Request) {
		for _, h := range []http.Handler{on, around, sets, on} {
			h.ServeHTTP(httptest.NewRecorder(), fresh(r))
		}
	}
	for want, h := range map[string]http.Handler{
		"HTTP GET <nil>":    trace(http.HandlerFunc(batch)),
		"GET /batch/{id} 8": trace(routesAt("/batch/{id}", batch)),
		"GET /{id}/8 batch": routesAt("/{id}/8", batch, trace),
	} {
		tracer.Reset()
		get(t, h, "GET /batch/8")
		for i, want := range []string{"GET /u/{id} 7", "GET /u/{id} 7", "GET /u/{user} <nil>", "GET /u/{id} 7", want} {
			span := tracer.FinishedSpans()[i]
			if got := fmt.Sprint(span.OperationName, " ", span.Tag("http.route.param.id")); got != want {
				t.Errorf("span %d: got %s, want %s", i, got, want)
			}
		}
	}
}

// The same where the outer middleware has the route from an inner one at the endpoint.
func TestBatchKeepsTheRouteSeenBelow(t *testing.T) {
	tracer := mocktracer.New()
	trace := chitrace.Middleware(tracer)
	batch := func(_ http.ResponseWriter, r *http.Request) {
		routesAt("/u/{id}", ok, trace).ServeHTTP(httptest.NewRecorder(), fresh(r))
	}
	router := chi.NewRouter()
	router.With(trace).Get("/batch/{id}", batch)
	get(t, trace(http.HandlerFunc(router.ServeHTTP)), "GET /batch/8")
	if got := tracer.FinishedSpans()[1].OperationName; got != "GET /batch/{id}" {
		t.Errorf("got %q", got)
	}
}
