package chitrace

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/route"
)

// Middleware returns a chi middleware that starts one server span per request
// and names it after the matched route pattern. See the package documentation
// for names, tags and where to put it.
//
// A nil tracer is opentracing.GlobalTracer(), looked up at each request. Nil
// options are ignored.
func Middleware(tracer opentracing.Tracer, opts ...Option) func(http.Handler) http.Handler {
	i := &instrumentation{config: newConfig(opts), tracer: tracer, table: route.NewTable()}
	return i.around
}

// instrumentation is what all requests through one Middleware share.
type instrumentation struct {
	*config
	tracer opentracing.Tracer
	table  *route.Table
}

func (i *instrumentation) around(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes)
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if outer := fromContext(r.Context()); outer != nil {
			outer.serveNested(next, router, w, r)
			return
		}
		t := i.start(w, r, router)
		if t == nil {
			next.ServeHTTP(w, r)
			return
		}
		defer t.finish()
		next.ServeHTTP(t.writer, t.request)
		t.returned = true
	}))
}

// start starts the span of a request and prepares what its handler gets. It
// returns nil where the request is not to be traced, or the tracer failed.
func (i *instrumentation) start(w http.ResponseWriter, r *http.Request, router chi.Routes) (started *trace) {
	defer swallow()
	if !i.accepts(r) {
		return nil
	}
	t := &trace{instrumentation: i, match: i.table.Follow(r, router)}
	t.startSpan(r)
	if t.span == nil {
		return nil
	}
	t.spanContext = t.span.Context()
	t.Context = opentracing.ContextWithSpan(t.match.Context(r.Context()), t.span)
	t.request = r.WithContext(t)
	t.writer = t.response.Wrap(w, r.ProtoMajor)
	t.describeRequest()
	t.answerContext()
	t.observe()
	return t
}

func (i *instrumentation) accepts(r *http.Request) bool {
	for _, filter := range i.filters {
		if !try(true, func() bool { return filter(r) }) {
			return false
		}
	}
	return true
}

// serveNested serves a request that an outer Middleware traces already. Where
// the outer one stands too far outside to see the router, this one tells it the
// route.
func (t *trace) serveNested(next http.Handler, router chi.Routes, w http.ResponseWriter, r *http.Request) {
	if t.match.Known() {
		next.ServeHTTP(w, r)
		return
	}
	match := t.table.Follow(r, router)
	defer t.learn(&match)
	next.ServeHTTP(w, r.WithContext(match.Context(r.Context())))
}
