package chitrace

import (
	"context"
	"maps"
	"net/http"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
)

// trace is one traced request: what the middleware keeps of it, the request
// that the handler gets, that request's context and the option that the span
// starts with, all in one allocation. It is never reused, for a handler may
// leave goroutines behind that hold the context.
type trace struct {
	context.Context // as the request came in with; see Value for what is added
	*instrumentation

	span     opentracing.Span
	decision opentracing.SpanContext // tells whether the span is sampled
	match    route.Match
	response response.Recorder
	request  http.Request // what the handler gets
	name     string       // that the span started with
	route    *route.Route // that the name was made of
	lookedUp bool         // route is where the request was heading
	returned bool         // the handler did, rather than panic or exit

	parent  [1]opentracing.SpanReference
	options [1]opentracing.StartSpanOption

	mu      sync.Mutex   // guards what follows, and keeps the span open
	learned *route.Route // from a Middleware below a router that match does not know
	named   bool         // by SetOperationName
	errored bool         // has the error tag: Jaeger would keep each of several
	ended   bool
}

// begin starts the span of a request and prepares what its handler gets. It
// returns nil where the request is not to be traced, or the tracer failed.
func (i *instrumentation) begin(w http.ResponseWriter, r *http.Request, router chi.Routes) *trace {
	defer swallow()
	if !i.accepts(r) {
		return nil
	}
	t := &trace{instrumentation: i, match: i.table.Follow(r, router)}
	t.Context = r.Context()
	t.request = *r.WithContext(t)
	tracer := i.currentTracer()
	t.startSpan(tracer)
	if t.span == nil {
		return nil
	}
	// Whatever fails from here on, the span has to end: none of these panics.
	t.adopt(tracer)
	t.describeStart()
	t.answerContext(w.Header())
	t.observe()
	return t
}

func (i *instrumentation) currentTracer() opentracing.Tracer {
	if i.tracer == nil {
		return opentracing.GlobalTracer()
	}
	return i.tracer
}

// startSpan starts the span under the best name that is known by now. The name
// of a root span may decide whether it is sampled, so its route is looked up;
// with a parent the decision came along.
func (t *trace) startSpan(tracer opentracing.Tracer) {
	parent := t.extract(tracer)
	decided := isDecided(parent)
	if decided && isFlagged(parent) {
		t.decision = parent
	}
	t.nameStart(!decided && !t.noRouteLookup)

	t.parent[0] = opentracing.ChildOf(parent)
	t.options[0] = t
	t.span = tracer.StartSpan(t.name, t.options[:]...)
}

// describeStart describes the request. Only a sampled span gets tags beyond
// span.kind and those of WithTags. Under a sampled parent they are there from
// the start, see Apply. Otherwise the tracer had to decide first.
func (t *trace) describeStart() {
	defer swallow()
	if t.decision != nil {
		return
	}
	t.decision = t.span.Context()
	if isSampled(t.decision) {
		t.repeatTags()
		t.describeRequest(func(key string, value any) { t.span.SetTag(key, value) })
	}
}

// repeatTags sets the tags of the start again where a sampling.priority is among
// them: those that Jaeger's client meets before that one, in the order of a map,
// it drops.
func (t *trace) repeatTags() {
	if _, forced := t.tags[string(ext.SamplingPriority)]; !forced {
		return
	}
	for key, value := range t.tags {
		if key != string(ext.SamplingPriority) {
			t.span.SetTag(key, value)
		}
	}
	t.span.SetTag(string(ext.SpanKind), spanKindServer)
}

// Apply implements opentracing.StartSpanOption: everything that the span starts
// with in one piece. The map is this span's own, since several tracers adopt it;
// one that is there comes from an option that a tracer around the tracer added.
func (t *trace) Apply(o *opentracing.StartSpanOptions) {
	if o.Tags == nil {
		o.Tags = make(opentracing.Tags, len(t.tags)+1)
	}
	maps.Copy(o.Tags, t.tags)
	if t.decision != nil {
		t.describeRequest(func(key string, value any) { o.Tags[key] = value })
	}
	o.Tags[string(ext.SpanKind)] = spanKindServer
	if t.parent[0].ReferencedContext != nil {
		o.References = t.parent[:]
	}
}

// finish ends the span however the handler ended, and lets a panic go on as if
// nobody had caught it. It has to be deferred.
func (t *trace) finish() {
	failure := recover()
	t.end(failure)
	if failure != nil {
		panic(failure)
	}
}

func (t *trace) end(failure any) {
	defer swallow()
	defer t.span.Finish()
	defer t.close()
	t.describeOutcome(failure)
	final := t.finalRoute()
	t.rename(t.finalName(final))
	t.describeResponse(final)
}

// close keeps the span from whoever still holds the request.
func (t *trace) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
}
