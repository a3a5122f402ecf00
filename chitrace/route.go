package chitrace

import (
	"context"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// ShowRoutes returns h as a [chi.Routes] with the routes of a router that h may
// pass requests on to. Use it for a handler that hides a router, such as
// [http.TimeoutHandler] or an authentication, below a mount and around:
//
//	r.Mount("/", chitrace.ShowRoutes(authenticate(api), api))
//	h := chitrace.Middleware(tracer)(chitrace.ShowRoutes(http.TimeoutHandler(r, d, ""), r))
//
// chi, [chi.Walk] and Middleware then see these routes. Middleware looks them up
// before a root span starts, and for a request that h answers itself, such as one
// with a 401. h may serve a request by that router, by another one, or not at
// all. If another chi router below the same mount serves it, the route is that
// router's.
//
// ShowRoutes returns h itself if h or routes is nil.
func ShowRoutes(h http.Handler, routes chi.Routes) http.Handler { return route.Shown(h, routes) }

// SetRoute sets the route of the request that ctx belongs to, for a router other
// than chi's below a mount. The route is the whole one, such as
// /api/v2/checks/{id}, with the mount's. Keep it bounded: no ids in it.
//
// SetRoute writes to chi's route context. So the name of the span, http.route,
// [RouteURL], package metrics and other middlewares have the route, whether the
// request is traced or not. It must be called on the goroutine of the handler.
// A route is cut to 2,048 bytes. The last one counts. An empty route is ignored,
// as is a request that is finished, or without a route context: one that no chi
// router serves.
//
// An [http.ServeMux] needs no SetRoute. Below a pattern that ends in * its own
// pattern is the route, without method and host.
func SetRoute(ctx context.Context, route string) {
	rctx := chi.RouteContext(ctx)
	if rctx == nil || route == "" {
		return
	}
	route = text.Name(route)
	c := fromContext(ctx)
	if c == nil || c.live == nil { // rctx is no traced request's
		rctx.RoutePatterns = append(rctx.RoutePatterns[:0], route)
	} else if req := c.request.Load(); req != nil { // nil: rctx may be another request's by now
		req.match.SetRoute(rctx, route)
	}
}

// reportHiddenRoutes tells the error handler, once for each pattern, where the
// look-up ended before the request did.
func (req *request) reportHiddenRoutes() {
	if req.startRoute == nil {
		return
	}
	if pattern := req.match.Hides(req.startRoute); pattern != "" {
		req.server.config.span.Guard.Report("the look-up of "+pattern, fmt.Errorf("the look-up of a route ended at %q, and the request took a route behind it: "+
			"the span started with the wrong name. Show the routes behind the handler there with chitrace.ShowRoutes", pattern))
	}
}

// updateURL sets the http.url tag again if it was made by RouteURL of a route
// that is not the final one.
func (req *request) updateURL(final *route.Route) {
	config := &req.server.config.span
	if req.urlRoute == nil || req.urlRoute.Pattern == final.Pattern || config.URL == nil {
		return
	}
	url := guard.Get(config.Guard, "the URL function", "", func() string { return config.URL(&req.inner) })
	if url != "" {
		req.context.span.Set(string(ext.HTTPUrl), text.Cut(url))
	}
}
