// Package route tells which route of a chi router a request belongs to: before
// the router has run, after it has, and when something answered in between.
package route

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
)

// Match follows one request on its way through a chi router. It holds chi's
// live context, which belongs to the request only until the router returns.
type Match struct {
	table   *Table
	guess   *Route       // the last answer, most often the next one, too
	live    *chi.Context // nil: the request met no router that we know of
	started bool         // we made live; the router has not seen it yet
	method  string       // as received
	path    string       // as received; a handler may rewrite the URL in place
}

// Follow starts to follow r. The router is the one whose middleware stack r is
// in, or else around: the router that the middleware was put around, if any.
func (t *Table) Follow(r *http.Request, around chi.Routes) Match {
	m := Match{table: t, method: r.Method, path: r.URL.RawPath}
	if m.path == "" {
		m.path = r.URL.Path
	}
	m.live = chi.RouteContext(r.Context())
	if m.live == nil && around != nil {
		m.live, m.started = chi.NewRouteContext(), true
		m.live.Routes = around
	}
	return m
}

// Live returns chi's route context, nil if there is no router that we know of.
// Where no router has run yet it is a new one, for the router to fill.
func (m *Match) Live() *chi.Context { return m.live }

// Context returns ctx with what Live returns in it, as chi's own Mux adds it.
func (m *Match) Context(ctx context.Context) context.Context {
	if !m.started {
		return ctx
	}
	return context.WithValue(ctx, chi.RouteCtxKey, m.live)
}

// Known says whether there is a router to ask.
func (m *Match) Known() bool { return m.live != nil }

// Param returns the URL parameter of that name, if the route has it.
func (m *Match) Param(name string) (string, bool) {
	if m.live == nil {
		return "", false
	}
	for i, key := range slices.Backward(m.live.URLParams.Keys) {
		if key == name {
			return m.live.URLParams.Values[i], true
		}
	}
	return "", false
}

// Reached returns the route as far as the router has come by now. It is nearly
// free.
func (m *Match) Reached() *Route {
	if m.guess == nil || !m.guess.isOf(m.live) {
		m.guess = m.table.route(Method(m.method), m.live)
	}
	return m.guess
}

// Route returns the route that the request belongs to, as far as can be told
// by now. Where the router has not come to an endpoint yet, or never did
// because a middleware answered first, it asks the router where the request
// was heading.
func (m *Match) Route() *Route {
	reached := m.Reached()
	path, open := m.ahead(reached)
	if !open {
		return reached
	}
	if found := m.find(path); strings.HasPrefix(found.Pattern, strings.TrimSuffix(reached.Pattern, "*")) {
		m.guess = found
		return found
	}
	return reached
}

// ahead returns the whole path to look up, as middlewares below have rewritten
// it; open is false where the router has nothing to add to what it reached.
func (m *Match) ahead(reached *Route) (path string, open bool) {
	switch {
	case m.live == nil || m.live.Routes == nil:
		return "", false
	case reached.Pattern == "" && m.live.RouteMethod != "" && m.live.RouteMethod == m.method:
		return "", false // the root router did look: a 404 or 405
	case reached.Pattern == "" && m.live.RoutePath != "":
		return m.live.RoutePath, true
	case reached.Pattern == "":
		return m.path, true
	case !strings.HasSuffix(reached.Pattern, "/*"):
		return "", false // an endpoint
	}
	// Perhaps in front of a nested router: the path is what the patterns up to
	// here consumed, and what is left for that router.
	consumed := m.consumed(reached.Pattern)
	rest, _ := m.Param("*") // a mount clears it, and puts it in RoutePath
	switch {
	case rest != "":
		return consumed + rest, true
	case m.live.RoutePath == "", len(m.live.RoutePath) > 1 && strings.HasSuffix(consumed, m.live.RoutePath):
		return "", false // an endpoint whose wildcard matched nothing
	}
	return consumed + strings.TrimPrefix(m.live.RoutePath, "/"), true
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

// find returns the route that path leads to.
func (m *Match) find(path string) *Route {
	q := question{method: m.method, routeMethod: m.live.RouteMethod, path: path}
	q.mux, _ = m.live.Routes.(*chi.Mux)
	if known := m.table.paths.get(&q); known != nil {
		return known
	}
	found, matched := m.ask(path)
	if matched && q.mux != nil {
		m.table.paths.put(&q, found)
	}
	return found
}

// ask asks the router; matched is false where it found no endpoint. It never
// touches the live route context: Find rewrites the one that it is given.
func (m *Match) ask(path string) (found *Route, matched bool) {
	rctx := borrowContext()
	defer returnContext(rctx)
	method := m.live.RouteMethod
	if method == "" {
		method = m.method
	}
	if path == "" {
		path = "/"
	}
	matched = m.live.Routes.Find(rctx, method, path) != ""
	if !matched && m.method == http.MethodHead && m.live.RouteMethod == "" {
		// middleware.GetHead may be going to serve it; if not, that shows later.
		rctx.Reset()
		matched = m.live.Routes.Find(rctx, http.MethodGet, path) != ""
	}
	return m.table.route(Method(m.method), rctx), matched
}

var contexts = sync.Pool{New: func() any { return chi.NewRouteContext() }}

func borrowContext() *chi.Context {
	return contexts.Get().(*chi.Context)
}

func returnContext(rctx *chi.Context) {
	rctx.Reset()
	contexts.Put(rctx)
}
