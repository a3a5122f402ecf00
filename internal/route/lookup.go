package route

import (
	"cmp"
	"net/http"
	"slices"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// maxPath limits the paths that are looked up, in bytes: a client may send a megabyte, and
// the router may have regular expressions.
const maxPath = 4096

// query holds the arguments of a look-up.
type query struct {
	router *router // nil: no look-up is needed
	method string
	path   string
}

// Route returns the route of the request. If the router has not reached an endpoint,
// since it has not run yet or a middleware has answered first, Route looks up the route
// that the request would reach.
func (m *Match) Route() *Route {
	q := m.query()
	if q.router == nil {
		return m.Reached()
	}
	found := q.router.find(q.method, q.path)
	m.byIndex = found != nil
	if !m.byIndex {
		rctx := contexts.Get().(*chi.Context)
		m.ask(rctx, q)
		m.last = m.table.route(m.Method, rctx.RoutePatterns, "")
		contexts.Put(rctx)
	} else if m.last = found.last.Load(); m.last == nil || m.last.Method != m.Method {
		m.last = m.table.route(m.Method, found.patterns, "")
		found.last.Store(m.last)
	}
	return m.last
}

// query returns the look-up that is needed. If the router has reached an endpoint, none
// is needed.
func (m *Match) query() (q query) {
	patterns := m.own().RoutePatterns
	switch {
	case m.live.Routes == nil, m.begin() != (position{}), // a request in memory may be served by another router
		len(patterns) == 0 && m.live.RouteMethod == m.Method, // the root router has found nothing: a 404 or 405
		len(patterns) > 0 && (!endsInWildcard(patterns) || m.serveMuxPattern(patterns) != ""):
		return q
	}
	q.method = cmp.Or(m.live.RouteMethod, m.Method)
	q.path = cmp.Or(m.live.RoutePath, m.path)
	if len(patterns) > 0 { // a mount clears the wildcard, and puts its value in RoutePath
		if wildcard := m.live.URLParam("*"); wildcard != "" || m.live.RoutePath == "" {
			q.path = "/" + wildcard
		}
	}
	if len(q.path) <= maxPath {
		q.router = m.table.router(m.live.Routes, patterns)
	}
	return q
}

// ask reports whether the router has an endpoint, and writes the patterns and
// parameters on the way to it into rctx. rctx must not be the live context, since a
// look-up changes it. If the router panics there is no endpoint.
func (m *Match) ask(rctx *chi.Context, q query) bool {
	defer silent.Recover("the router")
	rctx.Reset()
	rctx.RoutePatterns = append(rctx.RoutePatterns, q.router.patterns...)
	if q.router.routes.Match(rctx, q.method, q.path) {
		return true
	}
	// middleware.GetHead may serve it. If not, the final route differs.
	return q.method == http.MethodHead && m.live.RouteMethod == "" && m.ask(rctx, query{q.router, http.MethodGet, q.path})
}

var silent *guard.Guard // recovers panics without a report

var contexts = sync.Pool{New: func() any { return chi.NewRouteContext() }}

// Hides returns the pattern at which the look-up of start ended, if the request went on
// to a router that a look-up does not see. It returns each pattern once, and "" after
// that.
func (m *Match) Hides(start *Route) (pattern string) {
	begun, reached := start.patterns, m.own().RoutePatterns
	switch {
	case len(begun) == 0, len(begun) >= len(reached), !slices.Equal(begun, reached[:len(begun)]),
		m.table.router(m.live.Routes, begun) != nil,
		m.table.route(Other, begun, "").isHidden.Swap(true): // one for all methods
		return ""
	}
	return start.Pattern
}

// Params returns the values of the named URL parameters that the route has. If the
// router has not reached an endpoint, they include those of the route that a look-up
// finds.
func (m *Match) Params(names []string) map[string]string {
	if len(names) == 0 || !m.Known() {
		return nil
	}
	has := make(map[string]string, len(names))
	add := func(params chi.RouteParams) {
		for i, key := range params.Keys {
			if slices.Contains(names, key) {
				has[key] = params.Values[i] // of several the last, as for chi.URLParam
			}
		}
	}
	add(m.own().URLParams)
	if q := m.query(); q.router != nil {
		rctx := contexts.Get().(*chi.Context)
		defer contexts.Put(rctx)
		if m.ask(rctx, q) {
			add(rctx.URLParams)
		}
	}
	return has
}
