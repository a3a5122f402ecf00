package route

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// maxPath is the length of the longest path that is looked up, in bytes. A
// client may send a megabyte, and the router's regular expressions should not
// have to match it once more for us.
const maxPath = 4096

// query is what a router is asked: where a method and a path lead.
type query struct {
	router *router // nil: there is nothing to ask
	method string
	path   string
}

// Route returns the route that the request belongs to, as far as can be told by
// now. If the router has not come to an endpoint, because it has not run yet or
// because a middleware answered first, the route is the one that the request was
// heading for.
func (m *Match) Route() *Route {
	q := m.query()
	if q.router == nil {
		reached := m.Reached()
		m.checkIndex()
		return reached
	}
	if m.found == nil || m.asked != q {
		m.asked = q
		m.found, m.byIndex = m.lookUp(q)
	}
	return m.found
}

// query returns what is left to ask. That is nothing once the router has come to
// an endpoint.
func (m *Match) query() (q query) {
	if m.live.Routes == nil || m.begin() != (position{}) { // in memory, it may be another router
		return query{}
	}
	if len(m.own().RoutePatterns) == 0 {
		if m.live.RouteMethod == m.method { // the root router did look: a 404 or 405
			return query{}
		}
		q.path = cmp.Or(m.live.RoutePath, m.path)
		if q.router = m.asked.router; q.router == nil || q.router.patterns != nil {
			q.router = m.table.router(m.live.Routes)
		}
	} else {
		reached := m.Reached()
		if reached != m.reached || !strings.HasSuffix(reached.Pattern, "*") { // an http.ServeMux or an endpoint served
			return query{}
		}
		// A mount clears the wildcard, and puts its value in RoutePath.
		if q.path = m.live.URLParam("*"); q.path != "" {
			q.path = "/" + q.path
		} else {
			q.path = cmp.Or(m.live.RoutePath, "/")
		}
		q.router = m.table.routerBelow(m.live.Routes, reached.patterns)
	}
	q.method = cmp.Or(m.live.RouteMethod, m.method)
	if len(q.path) > maxPath {
		q.router = nil
	}
	return q
}

func (m *Match) lookUp(q query) (found *Route, byIndex bool) {
	if leaf := q.router.find(q.method, q.path); leaf != nil {
		return leaf.route(m.table, m.method), true
	}
	rctx := contexts.Get().(*chi.Context)
	defer contexts.Put(rctx)
	m.ask(rctx, q)
	return m.table.route(m.method, rctx.RoutePatterns), false
}

// checkIndex has the index built anew if what it told was wrong. That is so if
// neither the request took that route nor the router tells it. A middleware may
// have changed the path.
func (m *Match) checkIndex() {
	if !m.byIndex || m.found == m.reached {
		return
	}
	m.byIndex = false
	rctx := contexts.Get().(*chi.Context)
	defer contexts.Put(rctx)
	m.ask(rctx, m.asked)
	if !slices.Equal(rctx.RoutePatterns, m.found.patterns) {
		m.table.rebuild(m.live.Routes)
	}
}

// ask reports whether the router has an endpoint, and leaves in rctx how it gets
// there. A look-up changes its context, so rctx is never the live one.
func (m *Match) ask(rctx *chi.Context, q query) bool {
	if q.ask(rctx) {
		return true
	}
	// middleware.GetHead may be going to serve it; if not, that shows later.
	if m.method == http.MethodHead && m.live.RouteMethod == "" {
		q.method = http.MethodGet
		return q.ask(rctx)
	}
	return false
}

// ask asks the router once. One that panics has no endpoint.
func (q query) ask(rctx *chi.Context) bool {
	defer silent.Recover("the router")
	rctx.Reset()
	rctx.RoutePatterns = append(rctx.RoutePatterns, q.router.patterns...)
	return q.router.routes.Match(rctx, q.method, q.path)
}

var silent *guard.Guard // tells nobody of a panic

var contexts = sync.Pool{New: func() any { return chi.NewRouteContext() }}

// Hides returns the pattern where the look-up of start ended, if the request went
// on to a router that the look-up does not see. It returns a pattern once, and ""
// from then on.
func (m *Match) Hides(start *Route) (pattern string) {
	begun, reached := start.patterns, m.own().RoutePatterns
	switch {
	case len(begun) == 0, len(begun) >= len(reached), !slices.Equal(begun, reached[:len(begun)]),
		m.table.routerBelow(m.live.Routes, begun) != nil:
		return ""
	}
	return m.table.once(start.Pattern)
}

// Params returns those of the URL parameters that the route has: as the router
// found them, and if it has not come to an endpoint, those of where the request
// was heading.
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
