package chitrace

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// request is one traced request, from its start to its finish. It is one allocation, and
// its context another. It is never reused, since goroutines of the handler may keep its
// writer.
type request struct {
	server     *server
	context    *requestContext
	match      route.Match
	startRoute *route.Route              // whose name the span started with; nil if it was not looked up
	urlRoute   *route.Route              // http.url is of this route; nil if it is of none
	below      atomic.Pointer[seenBelow] // from a Middleware below a router that match does not see
	served     func()                    // to be called at the end of a request in memory; nil for others
	identity   identity
	response   response.Recorder
	beneath    *response.Recorder // of a middleware of this library outside; nil if there is none
	headers    header.Reader      // of the caller, as the tracer sees them
	outer      *http.Request      // as received; nil if no middleware reads it after the handler
	inner      http.Request       // as the handler gets it
}

// newRequest makes the request that the handler gets. c is the context of the request that
// serves r in memory, or nil.
func (s *server) newRequest(c *requestContext, beneath *response.Recorder, r *http.Request, router chi.Routes) *request {
	req := &request{
		server:   s,
		context:  newContext(r.Context()),
		identity: identityOf(r),
		beneath:  beneath,
	}
	req.match.Follow(r, router, &s.routes)
	live := req.match.Live()
	// Around a router, chi would serve a copy of the request, as it does with Use.
	if !req.match.Lends() && (c != nil || !s.isFirst(live, beneath)) {
		req.outer = r
	}
	if c != nil {
		var outer *route.Match
		if open := c.request.Load(); open != nil {
			outer = &open.match
		}
		req.served = req.match.ServedBy(c.live, outer)
	}
	req.response.Owner = req
	req.context.request.Store(req)
	req.context.live = live
	req.inner = *r.WithContext(req.context)
	req.match.Inner = &req.inner
	// A Middleware outside, whose filter left the request out, may not trust the caller.
	leftOut := c != nil && !c.span.IsStarted() && active.CallerIsUntrusted(r.Context())
	if leftOut || !s.config.trusts(&req.inner) {
		req.context.untrusted = s
	}
	return req
}

// start starts the span. It returns false if the tracer fails to.
func (req *request) start(above context.Context, response http.Header) bool {
	config, ctx := req.server.config, req.context
	tracer := req.server.currentTracer()
	parent, decided := req.parent(above, tracer)
	var name string
	// A root may be sampled by its name, so its route is looked up. A parent has decided
	// already.
	if config.noRouteLookup || decided {
		name = req.match.ReachedName()
	} else {
		req.startRoute = req.match.Route()
		name = req.nameOf(req.startRoute)
	}
	if !ctx.span.Start(&config.span, tracer, name, parent, req) {
		ctx.request.Store(nil)
		ctx.live = nil
		return false
	}
	ctx.Adopt(tracer)
	if config.responseContext {
		req.answerContext(response)
	}
	ctx.span.Observe(&req.inner, req)
	return true
}

// parent returns the span context that the caller sent, and whether it has a decision on
// sampling. If the caller sent no ids and a handler with an open span serves the request
// in memory, it returns the context of the span in above, the context of the request as
// received. It returns nil if there is no parent.
func (req *request) parent(above context.Context, tracer opentracing.Tracer) (parent opentracing.SpanContext, decided bool) {
	defer req.server.config.span.Guard.Recover("the tracer")
	if req.context.untrusted == nil {
		req.headers = header.NewReader(req.inner.Header)
		parent = req.server.extractor.Extract(tracer, &req.headers)
	}
	if decided = span.IsDecided(parent); !decided && span.Innermost(above) != nil {
		if serving := active.Span(above); serving != nil {
			parent = serving.Context()
			decided = span.IsDecided(parent)
		}
	}
	return parent, decided
}

// answerContext injects the span context into the response headers.
func (req *request) answerContext(h http.Header) {
	defer req.server.config.span.Guard.Recover("the tracer")
	var written header.Writer
	written.Inject(req.context.span.Opentracing().Tracer(), req.context.span.Context())
	written.DropBaggage()
	written.AddTo(h)
}

// nameOf returns the user's name for a route, or else the route's own.
func (req *request) nameOf(to *route.Route) string {
	name := req.server.config.operationName
	if name == nil {
		return to.Name
	}
	return req.server.config.span.Name(func() string { return name(to.Pattern, &req.inner) }, to.Name)
}

// Describe implements [span.Describer]: the tags that are known before the
// handler runs.
func (req *request) Describe(s *span.Span) {
	s.DescribeRequest(&req.inner, scheme(&req.inner), req.inner.Host)
	req.server.config.requestHeaders.set(s, req.inner.Header)
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}
