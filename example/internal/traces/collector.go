// Package traces keeps the finished traces of a process in memory.
package traces

import (
	"slices"
	"sync"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// Collector collects the spans of several tracers into traces. It also watches
// spans start: a trace is complete when none of its spans is running.
type Collector struct {
	done func(Trace)

	mu     sync.Mutex
	open   map[jaeger.TraceID]*openTrace
	recent []Trace // the latest
}

// kept is how many traces a collector keeps once they are complete.
const kept = 100

type openTrace struct {
	running int
	spans   []Span
}

// NewCollector calls done with each trace that is complete, on the goroutine
// that ended its last span. Calls may overlap.
func NewCollector(done func(Trace)) *Collector {
	return &Collector{done: done, open: make(map[jaeger.TraceID]*openTrace)}
}

// Tracer returns a Jaeger tracer that samples every trace and reports to the
// collector only. It needs no closer: the collector gets each span as it ends.
func (c *Collector) Tracer(service string) opentracing.Tracer {
	tracer, _ := jaeger.NewTracer(
		service,
		jaeger.NewConstSampler(true),
		reporter{c, service},
		jaeger.TracerOptions.ContribObserver(observer{c}),
		jaeger.TracerOptions.Gen128Bit(true),
	)
	return tracer
}

func (c *Collector) started(id jaeger.TraceID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	trace := c.open[id]
	if trace == nil {
		trace = new(openTrace)
		c.open[id] = trace
	}
	trace.running++
}

func (c *Collector) ended(id jaeger.TraceID, span Span) {
	if trace, complete := c.add(id, span); complete {
		c.done(trace)
	}
}

func (c *Collector) add(id jaeger.TraceID, span Span) (t Trace, complete bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	trace := c.open[id]
	if trace == nil {
		return t, false // It became sampled after its start, and was not counted then.
	}
	trace.spans = append(trace.spans, span)
	trace.running--
	if trace.running > 0 {
		return t, false
	}
	delete(c.open, id)
	t = Trace{ID: id.String(), Spans: trace.spans}
	c.recent = append(c.recent[max(0, len(c.recent)+1-kept):], t)
	return t, true
}

// Trace returns the trace with the id, if it is complete and one of the last
// hundred.
func (c *Collector) Trace(id string) (t Trace, complete bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range slices.Backward(c.recent) {
		if t.ID == id {
			return t, true
		}
	}
	return t, false
}

// observer counts the sampled spans that start. Others are never reported.
type observer struct{ collector *Collector }

func (o observer) OnStartSpan(span opentracing.Span, _ string, _ opentracing.StartSpanOptions) (jaeger.ContribSpanObserver, bool) {
	if sc, ok := span.Context().(jaeger.SpanContext); ok && sc.IsSampled() {
		o.collector.started(sc.TraceID())
	}
	return nil, false
}

// reporter gets the finished spans of one service.
type reporter struct {
	collector *Collector
	service   string
}

func (r reporter) Report(span *jaeger.Span) {
	r.collector.ended(span.SpanContext().TraceID(), newSpan(r.service, span))
}

func (reporter) Close() {}
