package chitrace

import (
	"context"
	"net/http"
	"sync"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
)

// trace is one traced request. It is the request's context as well, and the
// option that its span starts with, so that all of it is one allocation. It is
// never reused: a handler may leave goroutines behind that hold the context.
type trace struct {
	context.Context // the request's, with the span in it
	*instrumentation

	span        opentracing.Span
	spanContext opentracing.SpanContext
	match       route.Match
	response    response.Recorder
	request     *http.Request       // what the handler gets
	writer      http.ResponseWriter // what the handler gets
	name        string              // the name that the span started with
	route       *route.Route        // what name was made of
	lookedUp    bool                // route is where the request was heading
	returned    bool                // the handler did, rather than panic or exit

	options    [1]opentracing.StartSpanOption
	references [1]opentracing.SpanReference

	mu      sync.Mutex // guards what follows, and the span from its end on
	learned *route.Route
	named   bool // by SetOperationName
	ended   bool
}

type traceKey struct{}

// Value makes the trace findable in every context that descends from it.
func (t *trace) Value(key any) any {
	if key == (traceKey{}) {
		return t
	}
	return t.Context.Value(key)
}

// fromContext returns the trace of the request that ctx belongs to, or nil.
func fromContext(ctx context.Context) *trace {
	t, _ := ctx.Value(traceKey{}).(*trace)
	return t
}

// startSpan starts the span under the best name that is known by now. A root
// span's name may decide whether it is sampled, so the route is looked up for
// it; with a parent the decision came along.
func (t *trace) startSpan(r *http.Request) {
	tracer := t.tracer
	if tracer == nil {
		tracer = opentracing.GlobalTracer()
	}
	parent := t.extract(tracer, r)
	t.references[0] = opentracing.ChildOf(parent)
	if t.lookedUp = !t.noRouteLookup && !decided(parent); t.lookedUp {
		t.route = t.match.Route()
		t.name = t.nameOf(t.route, r)
	} else {
		t.route = t.match.Reached()
		t.name = t.route.Name
	}
	t.options[0] = t
	t.span = tracer.StartSpan(t.name, t.options[:]...)
}

// Apply hands the tracer everything the span starts with in one piece.
func (t *trace) Apply(o *opentracing.StartSpanOptions) {
	o.Tags = make(opentracing.Tags, len(t.tags)+1) // several tracers adopt the map
	for k, v := range t.tags {
		o.Tags[k] = v
	}
	o.Tags[string(ext.SpanKind)] = ext.SpanKindRPCServerEnum
	if t.references[0].ReferencedContext != nil {
		o.References = t.references[:]
	}
}

// extract returns what the caller sent, nil if that is nothing, or nothing
// usable: Extract may return a context beside its error, so the error decides.
func (i *instrumentation) extract(tracer opentracing.Tracer, r *http.Request) (parent opentracing.SpanContext) {
	defer swallow()
	if i.isPublic(r) {
		return nil
	}
	headers := carrier(r.Header)
	if headers == nil {
		return nil
	}
	parent, err := tracer.Extract(opentracing.HTTPHeaders, headers)
	if err != nil {
		return nil
	}
	return parent
}

// isPublic says whether nothing that the caller sent may be believed.
func (i *instrumentation) isPublic(r *http.Request) bool {
	return i.publicEndpoint != nil && try(true, func() bool { return i.publicEndpoint(r) })
}

// decided says whether parent brings a decision on sampling with it. A context
// without ids, of only baggage or a debug id, does not.
func decided(parent opentracing.SpanContext) bool {
	if parent == nil {
		return false
	}
	p, ok := parent.(interface{ IsValid() bool })
	return !ok || p.IsValid()
}

// sampled says whether anyone will see more of the span than its name and
// outcome. A tracer that does not tell is taken to sample, as is one that has
// not decided yet. The answer may change while the handler runs.
func (t *trace) sampled() bool {
	sc, ok := t.spanContext.(interface{ IsSampled() bool })
	if !ok || sc.IsSampled() {
		return true
	}
	final, ok := t.spanContext.(interface{ IsSamplingFinalized() bool })
	return ok && !final.IsSamplingFinalized()
}

// learn takes the route from a nested Middleware that stands below a router.
func (t *trace) learn(m *route.Match) {
	learned := m.Route()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.learned = learned
}

// finalRoute returns the route once the handler is done.
func (t *trace) finalRoute() *route.Route {
	if t.match.Known() {
		return t.match.Route()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.learned != nil {
		return t.learned
	}
	return t.match.Reached()
}

// finish ends the span however the handler ended, and lets a panic go on as if
// nobody had caught it.
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
	final := t.finalRoute()
	defer t.close(t.finalName(final))
	t.describeOutcome(failure)
	t.describeResponse(final)
}

// finalName returns the name for the final route. The user's function is called
// again only where that is not the route it was asked about at the start.
func (t *trace) finalName(final *route.Route) string {
	if t.lookedUp && final == t.route {
		return t.name
	}
	return t.nameOf(final, t.request)
}

// nameOf returns the user's name for a route, or else the route's own.
func (i *instrumentation) nameOf(to *route.Route, r *http.Request) string {
	if i.operationName == nil {
		return to.Name
	}
	name := try(to.Name, func() string { return i.operationName(to.Pattern, r) })
	if name == "" {
		return to.Name
	}
	return name
}

// close sets the final name, unless the handler chose one, and shuts the span
// to the handler's goroutines.
func (t *trace) close(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	if !t.named && name != t.name {
		t.span.SetOperationName(name)
	}
}
