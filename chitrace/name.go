package chitrace

import "github.com/opentracing-contrib/go-chi/internal/route"

// nameAtStart returns the name that the span starts with. If lookUp is set, it is
// that of the route that the request is heading for. Otherwise it is that of the
// route as far as the router has come by now.
func (req *request) nameAtStart(lookUp bool) string {
	if lookUp {
		req.startRoute = req.match.Route()
		req.startName = req.nameOf(req.startRoute)
	} else {
		req.startName = req.match.Reached().Name
	}
	return req.startName
}

// nameOf returns the user's name for a route, or else the route's own.
func (req *request) nameOf(to *route.Route) string {
	name := req.server.config.operationName
	if name == nil {
		return to.Name
	}
	return req.server.config.span.Name(func() string { return name(to.Pattern, &req.inner) }, to.Name)
}

// rename gives the span the name of its final route. The user's function is asked
// again only if that is not the route that it was asked about at the start.
func (req *request) rename(final *route.Route) {
	if final == req.startRoute {
		return
	}
	if name := req.nameOf(final); name != req.startName {
		req.context.span.Rename(name)
	}
}

// finalRoute returns the route once the handler is done.
func (req *request) finalRoute() *route.Route {
	if below := req.below.Load(); below != nil {
		return below.route
	}
	return req.match.Route()
}
