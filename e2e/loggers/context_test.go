package loggers_test

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// requestContext is the context of a request, in a trace with known ids.
func requestContext() context.Context {
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
	defer func() { _ = closer.Close() }()
	known := jaeger.NewSpanContext(jaeger.TraceID{Low: 0x5af7651916cd43dd}, 0x00f067aa0ba902b7, 0, true, nil)
	return opentracing.ContextWithSpan(context.Background(), tracer.StartSpan("GET /orders", jaeger.SelfRef(known)))
}
