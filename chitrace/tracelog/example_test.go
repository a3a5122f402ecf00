package tracelog_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// With the context of a request that chitrace traces, every line has the ids of
// its span.
func ExampleNewHandler() {
	log := slog.New(tracelog.NewHandler(stdout()))

	log.InfoContext(requestContext(), "order placed", "order", 1001)
	log.Info("a line of no request")
	// Output:
	// {"level":"INFO","msg":"order placed","trace_id":"5af7651916cd43dd","span_id":"00f067aa0ba902b7","sampled":true,"order":1001}
	// {"level":"INFO","msg":"a line of no request"}
}

// The ids are found in the same place, whatever groups a logger has opened.
func ExampleNewHandler_groups() {
	log := slog.New(tracelog.NewHandler(stdout())).With("service", "orders").WithGroup("http").With("method", "GET")

	log.InfoContext(requestContext(), "done", "status", 200)
	// Output:
	// {"level":"INFO","msg":"done","service":"orders","trace_id":"5af7651916cd43dd","span_id":"00f067aa0ba902b7","sampled":true,"http":{"method":"GET","status":200}}
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
