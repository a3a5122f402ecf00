package opentelemetry

import (
	"encoding/binary"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel/trace"
)

// foreign shows a span of an OpenTelemetry library to OpenTracing's API, as the parent
// for new spans. Its context has the baggage of the OpenTracing span above, if there is
// one. Its methods besides Context and Tracer do nothing.
type foreign struct {
	opentracing.Span
	tracer  *tracer
	context opentracing.SpanContext
}

func newForeign(t *tracer, s trace.Span, above opentracing.Span) opentracing.Span {
	var baggage map[string]string
	if above != nil {
		above.Context().ForeachBaggageItem(func(key, value string) bool {
			if baggage == nil {
				baggage = map[string]string{}
			}
			baggage[key] = value
			return true
		})
	}
	sc := s.SpanContext()
	id, parent := sc.TraceID(), sc.SpanID()
	context := jaeger.NewSpanContext(
		jaeger.TraceID{High: binary.BigEndian.Uint64(id[:8]), Low: binary.BigEndian.Uint64(id[8:])},
		jaeger.SpanID(binary.BigEndian.Uint64(parent[:])), 0, sc.IsSampled(), baggage)
	f := foreign{Span: opentracing.NoopTracer{}.StartSpan(""), tracer: t, context: context}
	// Jaeger's client keeps the decision on sampling only below an extracted context.
	if extracted, err := t.Extract(jaeger.SpanContextFormat, &context); err == nil {
		f.context = extracted
	}
	return &f
}

// Context implements [opentracing.Span].
func (f *foreign) Context() opentracing.SpanContext { return f.context }

// Tracer implements [opentracing.Span].
func (f *foreign) Tracer() opentracing.Tracer { return f.tracer }
