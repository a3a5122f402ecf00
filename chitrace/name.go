package chitrace

import (
	"sync/atomic"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/route"
)

// naming is what is known of the name of a request's span.
type naming struct {
	match  route.Match
	name   string               // that the span started with
	ahead  *route.Route         // that name is of; nil if it was not looked up
	chosen bool                 // SetOperationName was called; guarded by the span
	ofURL  *route.Route         // that the http.url tag has; nil: it has none
	told   atomic.Pointer[told] // by a Middleware below a router that match does not see
}

// told is the route of a request as a Middleware further in saw it.
type told struct {
	route  *route.Route
	params map[string]string // of WithURLParams
}

// startName returns the name that the span starts with: of the route that the
// request is heading for, if that is looked up, and otherwise as far as the
// router has come by now.
func (req *request) startName(lookUp bool) string {
	if lookUp {
		req.ahead = req.match.Route()
		req.name = req.nameOf(req.ahead)
	} else {
		req.name = req.match.Reached().Name
	}
	return req.name
}

// nameOf returns the user's name for a route, or else the route's own.
func (req *request) nameOf(to *route.Route) string {
	if req.operationName == nil {
		return to.Name
	}
	return req.Name(func() string { return req.operationName(to.Pattern, &req.inner) }, to.Name)
}

// rename gives the span the name of its final route, unless the handler chose
// one. The user's function is asked again only if that is not the route that it
// was asked about at the start.
func (req *request) rename(final *route.Route) {
	if final == req.ahead {
		return
	}
	name := req.nameOf(final)
	if name == req.name {
		return
	}
	req.span.Update(func(span opentracing.Span) {
		if !req.chosen {
			span.SetOperationName(name)
		}
	})
}

// finalRoute returns the route once the handler is done.
func (req *request) finalRoute() *route.Route {
	if told := req.told.Load(); told != nil {
		return told.route
	}
	return req.match.Route()
}

// learn takes the route from a Middleware further in.
func (req *request) learn(m *route.Match) {
	req.told.Store(&told{m.Route(), req.paramsOf(m)})
}
