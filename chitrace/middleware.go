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
	return i.wrap
}

// instrumentation is what all requests through one Middleware share.
type instrumentation struct {
	*config
	tracer opentracing.Tracer
	table  *route.Table
}

func (i *instrumentation) wrap(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes) // where the middleware is put around a router
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if outer := fromContext(r.Context()); outer != nil {
			outer.serveNested(next, router, w, r)
			return
		}
		t := i.begin(w, r, router)
		if t == nil {
			next.ServeHTTP(w, r)
			return
		}
		defer t.finish()
		next.ServeHTTP(t.response.Wrap(w), &t.request)
		t.returned = true
	}))
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
// the outer one stands too far outside to see the router, it is told the route.
func (t *trace) serveNested(next http.Handler, router chi.Routes, w http.ResponseWriter, r *http.Request) {
	match := t.table.Follow(r, router)
	if t.match.Known() || !match.Known() {
		next.ServeHTTP(w, r)
		return
	}
	defer t.learn(&match)
	next.ServeHTTP(w, r.WithContext(match.Context(r.Context())))
}
