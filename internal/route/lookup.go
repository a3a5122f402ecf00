package route

import (
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
func (m *Match) Route() *Route { return m.lookUp(find) }

// Final is Route once the handler is done.
func (m *Match) Final() *Route {
	if m.owner == private {
		return m.lookUp(match)
	}
	return m.lookUp(find)
}

// Params returns those of the URL parameters that the route has: as the router
// found them, or if it has not come to an endpoint, those of where the request
// was heading.
func (m *Match) Params(names []string) map[string]string {
	if m.live == nil {
		return nil
	}
	path, ok := m.ahead(m.Reached())
	if !ok || len(path) > maxPath {
		return paramsIn(m.live, names)
	}
	rctx := borrowContext()
	defer returnContext(rctx)
	if !m.search(find, rctx, path) {
		return paramsIn(m.live, names)
	}
	return paramsIn(rctx, names)
}

func paramsIn(rctx *chi.Context, names []string) map[string]string {
	has := make(map[string]string, len(names))
	for i, key := range rctx.URLParams.Keys {
		if slices.Contains(names, key) {
			has[key] = rctx.URLParams.Values[i] // of several the last, as for chi.URLParam
		}
	}
	return has
}

func (m *Match) lookUp(ask asker) *Route {
	reached := m.Reached()
	if len(m.path) > maxPath {
		return reached
	}
	path, ok := m.ahead(reached)
	if !ok {
		return reached
	}
	if m.path != path || !m.isFound() {
		m.found, m.path = m.ask(ask, reached, path), path
	}
	return m.found
}

// ahead returns the whole path to look up, as middlewares below have rewritten
// it. ok is false if the router has nothing to add to what it reached.
func (m *Match) ahead(reached *Route) (path string, ok bool) {
	switch {
	case m.live == nil || m.live.Routes == nil:
		return "", false
	case !reached.isNone():
		return m.aheadOf(reached)
	case m.live.RouteMethod == m.method:
		return "", false // the root router did look: a 404 or 405
	case m.live.RoutePath != "":
		return m.live.RoutePath, true
	case m.path == "":
		return "/", true
	}
	return m.path, true
}

// aheadOf is ahead of a pattern, perhaps in front of a nested router. The path
// is what the patterns up to here consumed, and what is left for that router.
func (m *Match) aheadOf(reached *Route) (path string, ok bool) {
	if !strings.HasSuffix(reached.Pattern, "/*") || reached.isEndpointOf(m.live.Routes) {
		return "", false
	}
	consumed := m.consumed(reached.Pattern)
	rest := m.live.URLParam("*") // a mount clears it, and puts it in RoutePath
	if rest == "" {
		rest = strings.TrimPrefix(m.live.RoutePath, "/")
	}
	return consumed + rest, true
}

// isFound reports whether the last look-up's answer stands. It does not if that
// look-up found nothing in a router that may be asked in another way, nor if a
// middleware has since set the method to route by.
func (m *Match) isFound() bool {
	if m.found == nil || m.owner == private && m.found == m.reached {
		return false
	}
	return !m.reached.isNone() || m.live.RouteMethod == ""
}

// consumed returns the path that led to a pattern, up to its last slash. It is
// put together from the pattern, for a middleware may have changed the path that
// came in.
func (m *Match) consumed(pattern string) string {
	var path strings.Builder
	param, depth := 0, 0
	for i := range strings.LastIndexByte(pattern, '/') + 1 {
		switch c := pattern[i]; {
		case c == '{':
			if depth == 0 {
				path.WriteString(m.nthParam(param))
				param++
			}
			depth++
		case c == '}':
			depth--
		case depth == 0:
			path.WriteByte(c)
		}
	}
	return path.String()
}

// nthParam returns the nth URL parameter that is no wildcard.
func (m *Match) nthParam(n int) string {
	for i, key := range m.live.URLParams.Keys {
		if key == "*" {
			continue
		}
		if n == 0 {
			return m.live.URLParams.Values[i]
		}
		n--
	}
	return ""
}

// ask asks the router where path leads to. It returns reached if that is not
// further on.
func (m *Match) ask(ask asker, reached *Route, path string) *Route {
	rctx := borrowContext()
	defer returnContext(rctx)
	matched := m.search(ask, rctx, path)
	found := m.table.route(Method(m.method), rctx)
	if matched {
		found.setEndpointOf(m.live.Routes)
	}
	if !reached.leadsTo(found) {
		return reached
	}
	return found
}

// search reports whether the router has an endpoint for path, and leaves in rctx
// how it got there. It never touches the live context: a look-up changes the one
// that it is given.
func (m *Match) search(ask asker, rctx *chi.Context, path string) bool {
	method := m.live.RouteMethod
	if method == "" {
		method = m.method
	}
	if ask(m.live.Routes, rctx, method, path) {
		return true
	}
	if m.method != http.MethodHead || m.live.RouteMethod != "" {
		return false
	}
	// middleware.GetHead may be going to serve it; if not, that shows later.
	rctx.Reset()
	return ask(m.live.Routes, rctx, http.MethodGet, path)
}

// asker reports whether the router has an endpoint for path. A router that
// panics has none.
type asker func(router chi.Routes, rctx *chi.Context, method, path string) bool

func find(router chi.Routes, rctx *chi.Context, method, path string) bool {
	defer nobody.Recover("the router")
	return router.Find(rctx, method, path) != ""
}

// match is for routers that are not chi's. They may have implemented Find only
// when v5.2 of chi added it to [chi.Routes], and count on nobody calling it.
func match(router chi.Routes, rctx *chi.Context, method, path string) bool {
	defer nobody.Recover("the router")
	return router.Match(rctx, method, path)
}

var nobody *guard.Guard // is told of no panic

var contexts = sync.Pool{New: func() any { return chi.NewRouteContext() }}

func borrowContext() *chi.Context {
	return contexts.Get().(*chi.Context)
}

func returnContext(rctx *chi.Context) {
	rctx.Reset()
	contexts.Put(rctx)
}
