package transparency

import (
	"slices"
	"sync/atomic"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
)

// tracers are kinds of tracers that a program may have.
var tracers = []string{"plain", "one that adds tags", "one that samples nothing"}

// netTracer is a tracer around a mocktracer.
type netTracer struct {
	*mocktracer.MockTracer
	kind    string
	started atomic.Int64
}

func newTracer(kind string) *netTracer { return &netTracer{MockTracer: mocktracer.New(), kind: kind} }

// StartSpan implements opentracing.Tracer.
func (t *netTracer) StartSpan(name string, options ...opentracing.StartSpanOption) opentracing.Span {
	t.started.Add(1)
	if t.kind == "one that adds tags" {
		options = append([]opentracing.StartSpanOption{opentracing.Tag{Key: "around", Value: "yes"}}, options...)
	}
	var applied applied
	for _, o := range options {
		o.Apply((*opentracing.StartSpanOptions)(&applied))
	}
	applied.References = slices.Clone(applied.References) // which may be shared
	for i, ref := range applied.References {
		applied.References[i].ReferencedContext = inner(ref.ReferencedContext)
	}
	return netSpan{t.MockTracer.StartSpan(name, applied), t}
}

// Inject implements opentracing.Tracer.
func (t *netTracer) Inject(sc opentracing.SpanContext, format, carrier any) error {
	return t.MockTracer.Inject(inner(sc), format, carrier)
}

// applied is all options of a span in one.
type applied opentracing.StartSpanOptions

// Apply implements opentracing.StartSpanOption.
func (a applied) Apply(o *opentracing.StartSpanOptions) { *o = opentracing.StartSpanOptions(a) }

// netSpan notes what it is told even where it says that nobody will see it.
type netSpan struct {
	opentracing.Span
	tracer *netTracer
}

// Tracer implements opentracing.Span.
func (s netSpan) Tracer() opentracing.Tracer { return s.tracer }

// Context implements opentracing.Span.
func (s netSpan) Context() opentracing.SpanContext {
	if s.tracer.kind == "one that samples nothing" {
		return unsampled{s.Span.Context()}
	}
	return s.Span.Context()
}

type unsampled struct{ opentracing.SpanContext }

func (unsampled) IsSampled() bool { return false }

func inner(sc opentracing.SpanContext) opentracing.SpanContext {
	if u, ok := sc.(unsampled); ok {
		return u.SpanContext
	}
	return sc
}
