package chitrace

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
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
	return s.around
}

// server is what all requests through one Middleware share.
type server struct {
	*config
	tracer    opentracing.Tracer
	routes    route.Table
	extractor header.Extractor
}

func (s *server) around(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes) // if the middleware is put around a router
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if outer := fromContext(r.Context()); outer != nil {
			outer.serveBelow(next, router, w, r)
			return
		}
		req := s.start(w, r, router)
		if req == nil {
			next.ServeHTTP(w, r)
			return
		}
		defer req.finish()
		next.ServeHTTP(req.response.Wrap(w, r), &req.inner)
		req.returned = true
	}))
}

// serveBelow serves a request that a Middleware further out traces already. If
// that one does not see the router, it is told the route: before the handler
// runs, since an [http.TimeoutHandler] between the two may end the request
// first, and after, when the router has had the last word.
func (req *request) serveBelow(next http.Handler, router chi.Routes, w http.ResponseWriter, r *http.Request) {
	match := req.routes.Follow(r, router)
	if req.match.Live() != nil || !match.Known() {
		next.ServeHTTP(w, r)
		return
	}
	req.learn(&match)
	if match.Live() != nil { // else it knows no more after
		defer req.learn(&match)
	}
	next.ServeHTTP(w, match.Request(r))
}
