package chitrace

import (
	"net/http"
	"reflect"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
)

// Middleware returns a chi middleware that starts one server span per request
// and names it after the matched route pattern. See the package documentation
// for names, tags and where to put it.
//
// A nil tracer is [opentracing.GlobalTracer], looked up at each request. Nil
// options are ignored.
func Middleware(tracer opentracing.Tracer, opts ...Option) func(http.Handler) http.Handler {
	s := &server{config: newConfig(opts), tracer: tracer}
	s.code = reflect.ValueOf(s.around).Pointer()
	return s.around
}

// server has the state that all requests through one Middleware share.
type server struct {
	config    *config
	tracer    opentracing.Tracer
	routes    route.Table
	extractor header.Extractor
	ignored   atomic.Bool             // the error handler was told of ignored options
	code      uintptr                 // of around, the same for all Middlewares
	firstOf   atomic.Pointer[chi.Mux] // the last root router that isFirst has accepted
}

func (s *server) around(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes) // if the middleware is put around a router
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, beneath := fromContext(r.Context()), response.Beneath(w)
		if traced := c.tracedAs(r, beneath); traced != nil {
			s.reportIgnored(traced)
			traced.serveBelow(next, router, w, r)
			return
		}
		if !s.config.span.Accepts(r) {
			s.serveUntraced(c, next, w, r)
			return
		}
		req := s.newRequest(c, beneath, r, router)
		if !req.start(r.Context(), w.Header()) {
			serveWith(req.context, next, w, r)
			return
		}
		returned := false // not if the handler panics or exits
		defer req.finish(&returned)
		next.ServeHTTP(req.response.Wrap(w, r), &req.inner)
		returned = true
	}))
}

// serveUntraced serves a request that the filters do not accept. Its context has whether
// the caller is trusted, and hides c, an outer request that serves this one in memory.
func (s *server) serveUntraced(c *requestContext, next http.Handler, w http.ResponseWriter, r *http.Request) {
	trusted := s.config.trusts(r)
	if trusted && c == nil {
		next.ServeHTTP(w, r)
		return
	}
	ctx := newContext(r.Context())
	if !trusted {
		ctx.untrusted = s
	}
	serveWith(ctx, next, w, r)
}

// currentTracer returns the tracer for a request that starts now.
func (s *server) currentTracer() opentracing.Tracer {
	if s.tracer == nil {
		return opentracing.GlobalTracer()
	}
	return s.tracer
}

// Reads implements [active.HeaderReader].
func (s *server) Reads(name string, values []string) bool {
	return s.extractor.Reads(s.currentTracer(), name, values)
}

// serveWith serves a copy of r with that context.
func serveWith(ctx *requestContext, next http.Handler, w http.ResponseWriter, r *http.Request) {
	inner := r.WithContext(ctx)
	defer route.HandBack(ctx, r, inner)
	next.ServeHTTP(w, inner)
}
