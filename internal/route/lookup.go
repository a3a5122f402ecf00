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
// stranger may send a megabyte, and the router's regular expressions should not
// have to match it once more for us.
const maxPath = 4096

// Route returns the route that the request belongs to, as far as can be told by
// now. If the router has not come to an endpoint, because it has not run yet or
// because a middleware answered first, it is asked where the request was heading.
// Its answer counts only if it goes on from the patterns reached: some other
// router may have served the request.
func (m *Match) Route() *Route {
	path, ok := m.ahead()
	if !ok {
		return m.reached
	}
	if m.path == path && m.isFound() {
		return m.found
	}
	rctx := contexts.Get().(*chi.Context)
	defer contexts.Put(rctx)
	matched := m.search(rctx, path)
	m.found, m.path = m.table.route(m.method, rctx), path
	if mux, ok := m.live.Routes.(*chi.Mux); ok && matched && !m.found.isEndpointOf(mux) {
		m.found.endpointOf.Store(mux)
	}
	if !m.reached.isPrefixOf(m.found.patterns) {
		m.found = m.reached
	}
	return m.found
}

// isFound reports whether the last look-up's answer stands. It does not if a
// middleware has since set the method to route by.
func (m *Match) isFound() bool {
	return m.found != nil && (len(m.reached.patterns) > 0 || m.live.RouteMethod == "")
}

// Params returns those of the URL parameters that the route has: as the router
// found them, or if it has not come to an endpoint, those of where the request
// was heading.
func (m *Match) Params(names []string) map[string]string {
	if !m.Known() {
		return nil
	}
	rctx := m.live
	if path, ok := m.ahead(); ok {
		found := contexts.Get().(*chi.Context)
		defer contexts.Put(found)
		matched := m.search(found, path)
		// What goes no further than the router is not where the request was heading.
		further := len(found.RoutePatterns) > len(m.reached.patterns) && m.reached.isPrefixOf(found.RoutePatterns)
		if matched && further {
			rctx = found
		}
	}
	has := make(map[string]string, len(names))
	for i, key := range rctx.URLParams.Keys {
		if slices.Contains(names, key) {
			has[key] = rctx.URLParams.Values[i] // of several the last, as for chi.URLParam
		}
	}
	return has
}

// ahead returns the whole path to look up, as middlewares below have rewritten
// it. ok is false if the router has nothing to add to what it reached.
func (m *Match) ahead() (path string, ok bool) {
	reached := m.Reached()
	switch {
	case m.live.Routes == nil || len(m.path) > maxPath:
		return "", false
	case len(reached.patterns) == 0:
		path = cmp.Or(m.live.RoutePath, m.path)
		return path, m.live.RouteMethod != m.method // if equal, the root router did look: a 404 or 405
	case !strings.HasSuffix(reached.Pattern, "/*") || reached.isEndpointOf(m.live.Routes):
		return "", false
	}
	// The pattern may be in front of a nested router. A mount clears the wildcard,
	// and puts its value in RoutePath.
	rest := cmp.Or(m.live.URLParam("*"), strings.TrimPrefix(m.live.RoutePath, "/"))
	return m.consumed(reached.Pattern) + rest, true
}

// consumed returns the path that led to a pattern, up to its last slash. It is
// put together from the pattern, for a middleware may have changed the path that
// came in.
func (m *Match) consumed(pattern string) string {
	var path strings.Builder
	params := m.live.URLParams
	param, depth := 0, 0
	for i := range strings.LastIndexByte(pattern, '/') + 1 {
		switch c := pattern[i]; {
		case c == '{':
			depth++
			if depth > 1 { // in a regular expression
				continue
			}
			for param < len(params.Keys) && params.Keys[param] == "*" {
				param++
			}
			if param < len(params.Keys) {
				path.WriteString(params.Values[param])
				param++
			}
		case c == '}':
			depth--
		case depth == 0:
			path.WriteByte(c)
		}
	}
	return path.String()
}

// search reports whether the router has an endpoint for path, and leaves in rctx
// how it got there. It never touches the live context: a look-up changes the one
// that it is given.
func (m *Match) search(rctx *chi.Context, path string) bool {
	if m.ask(rctx, cmp.Or(m.live.RouteMethod, m.method), path) {
		return true
	}
	// middleware.GetHead may be going to serve it; if not, that shows later.
	return m.method == http.MethodHead && m.live.RouteMethod == "" && m.ask(rctx, http.MethodGet, path)
}

// ask asks the router once. One that panics has no endpoint.
func (m *Match) ask(rctx *chi.Context, method, path string) bool {
	defer silent.Recover("the router")
	rctx.Reset()
	return m.live.Routes.Match(rctx, method, path)
}

var silent *guard.Guard // tells nobody of a panic

var contexts = sync.Pool{New: func() any { return chi.NewRouteContext() }}
