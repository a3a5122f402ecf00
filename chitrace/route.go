package chitrace

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// ShowRoutes returns h as a [chi.Routes] with the routes of a router that h may
// pass requests on to. Use it for a handler that hides a router, such as
// [http.TimeoutHandler] or an authentication, below a mount or around a router:
//
//	r.Mount("/", chitrace.ShowRoutes(authenticate(api), api))
//	h := chitrace.Middleware(tracer)(chitrace.ShowRoutes(http.TimeoutHandler(r, d, ""), r))
//
// chi, [chi.Walk] and Middleware then see these routes. Middleware looks them up
// before a root span starts, and for a request that h answers itself, with a 401
// for example. h does not have to use that router. If another chi router below the
// same mount serves a request, the route is that router's.
//
// ShowRoutes returns h itself if h or routes is nil.
func ShowRoutes(h http.Handler, routes chi.Routes) http.Handler { return route.Shown(h, routes) }

// SetRoute sets the route of the request that ctx belongs to, for a router other
// than chi's below a mount. route is the whole route with that of the mount, such as
// /api/v2/checks/{id}. Put no ids into it.
//
// SetRoute writes to chi's route context. So the name of the span, http.route,
// [RouteURL], package metrics and other middlewares use the route, whether or not
// the request is traced. Call it on the goroutine of the handler. A route is cut to
// 2,048 bytes. The last one counts. An empty route is ignored, as is a request that
// is finished or that no chi router serves.
//
// An [http.ServeMux] needs no SetRoute. If it stands below a pattern that ends in *,
// its own pattern, without method and host, is the route.
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
