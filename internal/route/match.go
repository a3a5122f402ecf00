// Package route finds the route of a request to a chi router: before the router runs,
// after it has run, and if a middleware answers first.
package route

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// Match follows one request through a chi router. It reads the live context, which is
// chi's route context of the request until the router returns.
//
// With a [http.TimeoutHandler] below, a handler may still be routing when the router
// returns, and a Match reads the context while that handler writes to it. This race is
// there without a Match, too: chi's Mux gives the context to the next request. Only a
// TimeoutHandler around the whole router avoids it.
type Match struct {
	Method string        // as received: a middleware may have changed the request's
	Inner  *http.Request // that the next handler gets; an http.ServeMux below sets its Pattern

	table   *Table
	live    *chi.Context  // &nowhere if no router is known
	used    bool          // the router uses live; otherwise it is for look-ups only
	made    bool          // live was made here for the router
	byIndex bool          // last is from the index, not from the router
	path    string        // as received: a handler may rewrite the URL in place
	pattern string        // as received: from an http.ServeMux further out
	last    *Route        // that Route or Reached has returned
	others  [][2]position // parts of live that belong to other requests: from, to
	ended   position      // where the request's own part ends; zero if that is not known
}

// nowhere is never written to.
var nowhere chi.Context

// Follow lets m, which must be zero, follow r. Its router is the one whose middleware stack
// r is in, or else around, the router that the middleware was put around, which may be nil.
//
// A context for the router is made only if the router serves each request once. A type
// that embeds a [chi.Mux] may serve several requests with it, or pass some on. Its
// routing is not seen, so the route is the result of a look-up.
func (m *Match) Follow(r *http.Request, around chi.Routes, t *Table) {
	m.table, m.live, m.Method, m.path, m.pattern = t, &nowhere, r.Method, "/", r.Pattern
	if r.URL != nil {
		m.path = cmp.Or(r.URL.RawPath, r.URL.Path, "/")
	}
	if live := chi.RouteContext(r.Context()); live != nil {
		m.live, m.used = live, true
		if patterns := live.RoutePatterns; len(patterns) > 0 && !endsInWildcard(patterns) {
			m.ended = m.position() // below an endpoint, in r.With
		}
	} else if around != nil {
		router, serves := unwrapped(around)
		m.live, m.used, m.made = &chi.Context{Routes: router}, serves, serves
	}
}

// Live returns chi's route context that the router uses. It returns nil if no router is
// known, or if the router uses another context.
func (m *Match) Live() *chi.Context {
	if m.used {
		return m.live
	}
	return nil
}

// Known reports whether there is a router to ask.
func (m *Match) Known() bool { return m.live != &nowhere }

// Lends reports whether Live returns a context that was made here for the router. Without
// that context the router would serve a copy of the request.
func (m *Match) Lends() bool { return m.made }

// Request returns the request for the next handler, and sets Inner to it: r with the live
// route context in its context, where chi's own Mux adds it. It returns r itself if that
// is there already.
func (m *Match) Request(r *http.Request) *http.Request {
	if m.made {
		r = r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, m.live))
	}
	m.Inner = r
	return r
}

// Reached returns the route that the router has reached by now. It is fast.
func (m *Match) Reached() *Route {
	patterns := m.own().RoutePatterns
	below := m.serveMuxPattern(patterns)
	if m.last == nil || m.last.below != below || !slices.Equal(m.last.patterns, patterns) {
		if m.byIndex { // it was wrong, or a middleware has changed the path
			m.byIndex = false
			m.table.router(m.live.Routes, patterns)
		}
		m.last = m.table.route(m.Method, patterns, below)
	}
	return m.last
}

// ReachedName returns the name of Reached. It needs no Route if the router has not begun.
func (m *Match) ReachedName() string {
	if name := method.Name(m.Method); name != "" && len(m.live.RoutePatterns) == 0 {
		return name
	}
	return m.Reached().Name
}

// serveMuxPattern returns the pattern, without method and host, of an [http.ServeMux] that
// serves the request below a /* of chi. It returns "" if there is none, or if its pattern
// is not seen.
func (m *Match) serveMuxPattern(patterns []string) string {
	if !endsInWildcard(patterns) || m.Inner == nil || m.Inner.Pattern == m.pattern || isOfChi(m.Inner.Pattern, patterns) {
		return ""
	}
	start := strings.IndexByte(m.Inner.Pattern, '/')
	if start < 0 {
		return ""
	}
	return m.Inner.Pattern[start:]
}

func endsInWildcard(patterns []string) bool {
	return len(patterns) > 0 && strings.HasSuffix(patterns[len(patterns)-1], "*")
}

// isOfChi reports whether chi has set a request's Pattern, as it does since v5.2.3: to
// the pattern of one router, and since v5.3 to the whole one by then.
func isOfChi(pattern string, patterns []string) bool {
	for i, own := range patterns {
		whole := chi.Context{RoutePatterns: patterns[:i+1]}
		if pattern == own || pattern == whole.RoutePattern() {
			return true
		}
	}
	return false
}
