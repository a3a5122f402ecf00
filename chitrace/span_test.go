package chitrace_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// A request that is not traced has no span, and neither has one that is over: the
// span may be another request's by then.
func TestNoSpan(t *testing.T) {
	tracer := mocktracer.New()
	requests := make(chan *http.Request, 1)
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { requests <- r })
	get(t, chitrace.Middleware(tracer)(h), "GET /")
	for name, r := range map[string]*http.Request{
		"not traced": httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody),
		"over":       <-requests,
	} {
		if got := chitrace.SpanFromRequest(r); got != nil {
			t.Errorf("%s: got %v", name, got)
		}
		chitrace.SetOperationName(r.Context(), "too late")
		chitrace.SetTag(r.Context(), "late", true)
		chitrace.LogError(r.Context(), errors.New("too late"))
	}
	span := tracetest.OnlySpan(t, tracer)
	wantSpan(t, span, "HTTP GET", map[string]any{"late": nil, "error": nil})
	tracetest.WantLogs(t, span)
}

// While the handler runs, others may use its span; run with the race detector.
func TestGoroutines(t *testing.T) {
	tracer := mocktracer.New()
	logged, done := make(chan struct{}), make(chan struct{})
	get(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		go func() {
			defer close(done)
			for i := 0; chitrace.SpanFromRequest(r) != nil; i++ {
				chitrace.SetOperationName(r.Context(), "busy")
				chitrace.LogError(r.Context(), errors.New("busy"))
				if i == 0 {
					close(logged)
				}
			}
		}()
		<-logged
	})), "GET /")
	<-done // the last user of a span finishes it
	span := tracetest.OnlySpan(t, tracer)
	if wantSpan(t, span, "busy", nil); len(span.Logs()) == 0 {
		t.Error("got no logs")
	}
}

// Requests at the same time do not get into each other's spans, however the
// middleware and chi reuse memory. Run with the race detector.
func TestConcurrentRequests(t *testing.T) {
	tracer := mocktracer.New()
	r := newRouter(swallow, chitrace.Middleware(tracer, chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Id", "X-Route")))
	r.Get("/u/{id}", ok)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/u/{id}", ok)
		r.Get("/panic/{id}", blowUp("oops"))
		r.Route("/a", func(r chi.Router) { r.Get("/b/{id}", ok) })
	})
	const perRoute = 500
	var wg sync.WaitGroup
	routes := []string{"/u/{id}", "/v1/u/{id}", "/v1/panic/{id}", "/v1/a/b/{id}"}
	for _, route := range routes {
		wg.Go(func() {
			for i := range perRoute {
				id := fmt.Sprint(i)
				req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, strings.Replace(route, "{id}", id, 1), http.NoBody)
				tracetest.AddHeaders(req, "X-Id: "+id, "X-Route: "+route)
				r.ServeHTTP(httptest.NewRecorder(), req)
			}
		})
	}
	wg.Wait()
	spans := tracer.FinishedSpans()
	if want := perRoute * len(routes); len(spans) != want {
		t.Fatalf("got %d spans, want %d", len(spans), want)
	}
	for _, span := range spans {
		route := span.Tag("http.request.header.x-route")
		wantSpan(t, span, fmt.Sprintf("GET %s", route), map[string]any{
			"http.route": route, "http.route.param.id": span.Tag("http.request.header.x-id"),
		})
	}
}

func TestSetTag(t *testing.T) {
	type name string
	long := strings.Repeat("x", 3000)
	tests := []struct {
		key         string
		value, want any
	}{
		{"string", "acme", "acme"},
		{"long", long, long[:2048]},
		{"invalid", "\xff", "\uFFFD"},
		{"number", 7, 7},
		{"float", 0.5, 0.5},
		{"boolean", false, false},
		{"named", name(long), long[:2048]},
		{"bytes", []byte("ab"), "[97 98]"},
		{"error", true, true},
		{"url", tracetest.ErrFaulty, "faulty"},
		{"nil", nil, "<nil>"},
		{"", "ignored", nil},
	}
	span := trace(t, on("/", func(_ http.ResponseWriter, r *http.Request) {
		for _, tt := range tests {
			chitrace.SetTag(context.WithoutCancel(r.Context()), tt.key, tt.value)
		}
	}), "GET /", nil)
	for _, tt := range tests {
		tracetest.WantTag(t, span, tt.key, tt.want)
	}
}

// An error, one without a text, one whose URL has a token, and none.
func TestLogError(t *testing.T) {
	failed := &url.Error{Op: "Get", URL: "https://u:SECRET@pay.example/charge?access_token=SECRET", Err: errors.New("refused")}
	for want, err := range map[string]error{
		"no disk": errors.New("no disk"),
		"<nil>":   (*url.Error)(nil),
		`cannot pay: Get "https://pay.example/charge": refused`: fmt.Errorf("cannot pay: %w", failed),
		"": nil,
	} {
		span := trace(t, on("/", func(_ http.ResponseWriter, r *http.Request) { chitrace.LogError(r.Context(), err) }), "GET /", nil)
		if err != nil {
			tracetest.WantTag(t, span, "error", true)
			tracetest.WantLog(t, span, map[string]string{
				"event": "error", "error.kind": fmt.Sprintf("%T", err), "message": want, "error.object": want,
			})
		} else {
			tracetest.WantTag(t, span, "error", nil)
			tracetest.WantLogs(t, span)
		}
	}
}

// A span of the handler's own joins the trace, whether or not there is a global
// tracer, and below a span of one that does nothing.
func TestStartSpan(t *testing.T) {
	noop := func(ctx context.Context) context.Context {
		_, ctx = opentracing.StartSpanFromContext(ctx, "noop")
		return ctx
	}
	for name, tt := range map[string]struct {
		global  opentracing.Tracer
		derive  func(ctx context.Context) context.Context
		follows bool
	}{
		"no global tracer":      {opentracing.NoopTracer{}, context.WithoutCancel, false},
		"another global tracer": {mocktracer.New(), context.WithoutCancel, false},
		"below a no-op span":    {opentracing.NoopTracer{}, noop, false},
		"following from it":     {opentracing.NoopTracer{}, context.WithoutCancel, true},
	} {
		t.Run(name, func(t *testing.T) {
			tracetest.SetGlobal(t, tt.global)
			tracer := mocktracer.New()
			get(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				opts := []opentracing.StartSpanOption{nil}
				if tt.follows {
					opts = append(opts, opentracing.FollowsFrom(opentracing.SpanFromContext(r.Context()).Context()))
				}
				own, ctx := chitrace.StartSpan(tt.derive(r.Context()), "own", opts...)
				request := chitrace.SpanFromRequest(r.WithContext(ctx))
				if opentracing.SpanFromContext(ctx) != own || request == nil || request != chitrace.SpanFromRequest(r) {
					t.Errorf("the context has %v of the request %v", opentracing.SpanFromContext(ctx), request)
				}
				own.Finish()
			})), "GET /")
			own, request := tracer.FinishedSpans()[0], tracer.FinishedSpans()[1]
			if own.OperationName != "own" || own.ParentID != request.SpanContext.SpanID {
				t.Errorf("got %v below %d, want it below %v", own, own.ParentID, request)
			}
		})
	}
}

// A span of one that does nothing goes on from the handler's own span, not from the
// request's further up.
func TestStartSpanBelowOwnSpan(t *testing.T) {
	tracetest.SetGlobal(t, opentracing.NoopTracer{})
	tracer := mocktracer.New()
	get(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		own, ctx := chitrace.StartSpan(r.Context(), "own")
		_, ctx = opentracing.StartSpanFromContext(ctx, "noop")
		below, _ := chitrace.StartSpan(ctx, "below")
		below.Finish()
		own.Finish()
	})), "GET /")
	if got := tracer.FinishedSpans(); got[0].ParentID != got[1].SpanContext.SpanID {
		t.Errorf("%v is not below %v", got[0], got[1])
	}
}

func TestStartSpanOfNoRequest(t *testing.T) {
	tracer := mocktracer.New()
	tracetest.SetGlobal(t, tracer)
	span, ctx := chitrace.StartSpan(t.Context(), strings.Repeat("x", 3000))
	below, _ := chitrace.StartSpan(ctx, "below")
	below.Finish()
	span.Finish()
	if got := tracer.FinishedSpans(); got[0].ParentID != got[1].SpanContext.SpanID || got[1].ParentID != 0 || len(got[1].OperationName) != 2048 {
		t.Errorf("got %v", got)
	}
}

func TestStartSpanByAFaultyTracer(t *testing.T) {
	for _, fault := range tracetest.Faults {
		tracetest.SetGlobal(t, tracetest.NewFaulty(fault))
		span, ctx := chitrace.StartSpan(t.Context(), "own")
		if span == nil || opentracing.SpanFromContext(ctx) != span {
			t.Errorf("%v: got %v, %v", fault, span, ctx)
		}
	}
}
