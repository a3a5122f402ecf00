package propagation_test

import (
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"
)

// faultyTracer breaks where its fields say.
type faultyTracer struct {
	opentracing.Tracer
	start  func(span opentracing.Span) opentracing.Span
	inject func(sc opentracing.SpanContext, carrier any) error
}

func (f faultyTracer) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	span := f.Tracer.StartSpan(name, opts...)
	if f.start != nil {
		return f.start(span)
	}
	return span
}

func (f faultyTracer) Inject(sc opentracing.SpanContext, format, carrier any) error {
	if f.inject != nil {
		return f.inject(sc, carrier)
	}
	return f.Tracer.Inject(sc, format, carrier)
}

// faultySpan panics in what its fields say.
type faultySpan struct {
	opentracing.Span
	setTag, logs, context, finish bool
}

func (f faultySpan) SetTag(key string, value any) opentracing.Span {
	if f.setTag {
		panic("SetTag")
	}
	return f.Span.SetTag(key, value)
}

func (f faultySpan) LogFields(fields ...log.Field) {
	if f.logs {
		panic("LogFields")
	}
	f.Span.LogFields(fields...)
}

func (f faultySpan) Context() opentracing.SpanContext {
	if f.context {
		panic("Context")
	}
	return f.Span.Context()
}

func (f faultySpan) Finish() {
	f.Span.Finish()
	if f.finish {
		panic("Finish")
	}
}

// contextless is a span without a context.
type contextless struct{ opentracing.Span }

func (contextless) Context() opentracing.SpanContext { return nil }

// tracerless is a span without a tracer.
type tracerless struct{ opentracing.Span }

func (tracerless) Tracer() opentracing.Tracer { return nil }
