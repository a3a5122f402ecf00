package chitrace

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// identity distinguishes requests. Handlers and middlewares copy a request and change the
// copy, so no single field is enough. All fields are as received, since the handler may
// change the request at any time.
type identity struct {
	header    http.Header
	url       *url.URL
	uri, path string
}

func identityOf(r *http.Request) identity {
	id := identity{header: r.Header, url: r.URL, uri: r.RequestURI}
	if r.URL != nil {
		id.path = r.URL.Path
	}
	return id
}

// isCopy reports whether r is a copy of the request, for the same response. A copy has the
// same header, the same URL or the same request URI. Another request, made by
// [http.NewRequest] for example, has none of them.
func (req *request) isCopy(r *http.Request) bool {
	id := &req.identity
	return route.IsSameMap(id.header, r.Header) || id.url == r.URL || id.uri == r.RequestURI
}

// isPassedOn reports whether r is the request, if the response writer does not show it.
// [http.TimeoutHandler] keeps header and URL. Below it, [http.StripPrefix] may replace
// the URL by one with a shorter path, and other handlers may replace the header. A
// handler that serves another request in memory sets another URL or no request URI.
func (req *request) isPassedOn(r *http.Request) bool {
	id := &req.identity
	sameHeader, sameURL := route.IsSameMap(id.header, r.Header), id.url == r.URL
	if id.uri != r.RequestURI {
		return sameHeader && sameURL
	}
	return sameURL || sameHeader && req.match.Method == r.Method && r.URL != nil && strings.HasSuffix(id.path, r.URL.Path)
}

// tracedAs returns the request of the outer Middleware that already traces r. It returns
// nil if there is none. r may be another request with c, the context of a traced one.
func (c *requestContext) tracedAs(r *http.Request, beneath *response.Recorder) *request {
	owner, _ := response.OwnerOf[*request](beneath)
	if owner != nil && owner.context.request.Load() != nil && owner.isCopy(r) {
		return owner
	}
	if c == nil {
		return nil
	}
	traced := c.request.Load()
	// Below a span of package propagation, r is a request of that client.
	if traced == nil || traced == owner || span.Innermost(r.Context()) != &c.span || !traced.isPassedOn(r) {
		return nil
	}
	return traced
}

// isFirst reports whether Middleware is the first middleware of a root router. Then no
// middleware outside has chi's copy of the request, unless a metrics.Middleware around
// the router has made it.
func (s *server) isFirst(live *chi.Context, beneath *response.Recorder) bool {
	defer s.config.span.Guard.Recover("the router")
	if live == nil || live.Routes == nil || len(live.RoutePatterns) > 0 {
		return false
	}
	if lender, ok := response.OwnerOf[interface{ Lends(live *chi.Context) bool }](beneath); ok && lender.Lends(live) {
		return false
	}
	mux, _ := live.Routes.(*chi.Mux) // whose middlewares do not change once it serves requests
	if mux != nil && mux == s.firstOf.Load() {
		return true
	}
	for i, middleware := range live.Routes.Middlewares() {
		// If there are several of ours, this cannot be decided.
		if isOurs := reflect.ValueOf(middleware).Pointer() == s.code; isOurs != (i == 0) {
			return false
		}
	}
	s.firstOf.Store(mux)
	return true
}

// seenBelow is the route of a request in an inner Middleware.
type seenBelow struct {
	route  *route.Route
	params map[string]string // of WithURLParams
}

// serveBelow serves a request in an inner Middleware, for the outer one that traces it. If
// the outer one does not see the router, it gets the route from the inner one: before
// the handler, since an [http.TimeoutHandler] between the two may end the request first,
// and after the handler, when the router has found the final route.
func (req *request) serveBelow(next http.Handler, router chi.Routes, w http.ResponseWriter, r *http.Request) {
	var match route.Match
	match.Follow(r, router, &req.server.routes)
	match.Method = req.match.Method
	if req.match.Live() != nil || !match.Known() {
		next.ServeHTTP(w, r)
		return
	}
	req.see(&match)
	if match.Live() != nil { // otherwise the route is the same after the handler
		defer func() {
			if !match.HasServed() {
				req.see(&match)
			}
		}()
	}
	next.ServeHTTP(w, match.Request(r))
}

// see takes the route from an inner Middleware.
func (req *request) see(m *route.Match) {
	req.below.Store(&seenBelow{m.Route(), m.Params(req.server.config.urlParams)})
}

// reportIgnored reports once that the options of this Middleware are ignored, since
// another one traces its requests. It uses the other one's error handler if this one has
// none.
func (s *server) reportIgnored(traced *request) {
	if s == traced.server || s.config.isDefault || s.ignored.Swap(true) {
		return
	}
	handler := cmp.Or(s.config.span.Guard, traced.server.config.span.Guard)
	handler.Report("the inner middleware", errors.New("a Middleware with options is nested in another one, which makes the span: "+
		"the tracer and the options of the inner one are ignored"))
}
