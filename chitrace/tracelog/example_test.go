package tracelog_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// With the context of a request that chitrace traces, every line has the ids of
// its span, outside of the groups that a logger has opened.
func ExampleNewHandler() {
	log := slog.New(tracelog.NewHandler(stdout()))

	log.InfoContext(requestContext(), "order placed", "order", 1001)
	log.WithGroup("http").With("method", "GET").InfoContext(requestContext(), "done", "status", 200)
	log.Info("a line of no request")
	// Output:
	// {"level":"INFO","msg":"order placed","trace_id":"5af7651916cd43dd","span_id":"00f067aa0ba902b7","sampled":true,"order":1001}
	// {"level":"INFO","msg":"done","trace_id":"5af7651916cd43dd","span_id":"00f067aa0ba902b7","sampled":true,"http":{"method":"GET","status":200}}
	// {"level":"INFO","msg":"a line of no request"}
}

// A handler of slog may rename the keys.
func ExampleNewHandler_keys() {
	log := slog.New(tracelog.NewHandler(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch a.Key {
			case tracelog.TraceIDKey:
				a.Key = "traceID"
			case tracelog.SpanIDKey, tracelog.SampledKey, slog.TimeKey:
				return slog.Attr{}
			}
			return a
		},
	})))

	log.InfoContext(requestContext(), "order placed")
	// Output:
	// level=INFO msg="order placed" traceID=5af7651916cd43dd
}

// The trace's id in each response and on an error page. The middleware for the
// header stands below chitrace's.
func ExampleFromContext() {
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	defer func() { _ = closer.Close() }()

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if ids, ok := tracelog.FromContext(r.Context()); ok {
				w.Header().Set("X-Trace-Id", ids.TraceID)
			}
			next.ServeHTTP(w, r)
		})
	})
	r.Get("/orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		ids, _ := tracelog.FromContext(r.Context())
		http.Error(w, "Something went wrong. Support will ask for this number: "+ids.TraceID, http.StatusInternalServerError)
	})

	req := httptest.NewRequest(http.MethodGet, "/orders/1001", http.NoBody)
	req.Header.Set("Uber-Trace-Id", "5af7651916cd43dd:00f067aa0ba902b7:0:1")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	fmt.Println(w.Header().Get("X-Trace-Id"))
	fmt.Print(w.Body)
	// Output:
	// 5af7651916cd43dd
	// Something went wrong. Support will ask for this number: 5af7651916cd43dd
}

// Another tracer than Jaeger's, here the one that tests use.
func ExampleWithIDs() {
	log := slog.New(tracelog.NewHandler(stdout(), tracelog.WithIDs(
		func(sc opentracing.SpanContext) (tracelog.IDs, bool) {
			mc, ok := sc.(mocktracer.MockSpanContext)
			return tracelog.IDs{
				TraceID: fmt.Sprint(mc.TraceID),
				SpanID:  fmt.Sprint(mc.SpanID),
				Sampled: mc.Sampled,
			}, ok
		},
	)))

	span := &mocktracer.MockSpan{SpanContext: mocktracer.MockSpanContext{TraceID: 43, SpanID: 44, Sampled: true}}
	log.InfoContext(opentracing.ContextWithSpan(context.Background(), span), "order placed")
	// Output:
	// {"level":"INFO","msg":"order placed","trace_id":"43","span_id":"44","sampled":true}
}

// Services that log as OpenTelemetry does write all trace ids with 32 digits.
func ExampleJaegerIDs() {
	log := slog.New(tracelog.NewHandler(stdout(), tracelog.WithIDs(
		func(sc opentracing.SpanContext) (tracelog.IDs, bool) {
			ids, ok := tracelog.JaegerIDs(sc)
			ids.TraceID = strings.Repeat("0", 32-len(ids.TraceID)) + ids.TraceID
			return ids, ok
		},
	)))

	log.InfoContext(requestContext(), "order placed")
	// Output:
	// {"level":"INFO","msg":"order placed","trace_id":"00000000000000005af7651916cd43dd","span_id":"00f067aa0ba902b7","sampled":true}
}

// stdout leaves the time out, which no example can know.
func stdout() slog.Handler {
	return slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	})
}

// requestContext is the context of a request, in a trace with known ids.
func requestContext() context.Context {
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	defer func() { _ = closer.Close() }()
	known := jaeger.NewSpanContext(jaeger.TraceID{Low: 0x5af7651916cd43dd}, 0x00f067aa0ba902b7, 0, true, nil)
	return opentracing.ContextWithSpan(context.Background(), tracer.StartSpan("GET /orders", jaeger.SelfRef(known)))
}
