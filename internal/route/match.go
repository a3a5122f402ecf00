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
)

// Match follows one request through a chi router. It reads the live context, which is
// chi's route context of the request until the router returns.
//
// With a [http.TimeoutHandler] below, a handler may still be routing when the router
// returns, and a Match reads the context while that handler writes to it. This race is
// there without a Match, too: chi's Mux gives the context to the next request. Only a
// TimeoutHandler around the whole router avoids it.
type Match struct {
	Method string // as received: a middleware may have changed the request's

	table   *Table
	live    *chi.Context // &nowhere if no router is known
	source  source
	byIndex bool   // found is from the index, not from the router
	path    string // as received: a handler may rewrite the URL in place
	reached *Route // that the router had reached when live was read last

	asked  query   // of the last look-up
	found  *Route  // result of the last look-up; nil if there was none
	shared *shared // nil: live is the context of this request only

	inner   *http.Request // that the next handler gets
	pattern string        // as received: from an http.ServeMux further out
}

// source is the origin of the live context.
type source uint8

const (
	noRouter  source = iota
	fromChi          // made by the router whose middleware stack the request is in
	forRouter        // made here, for the router to use
	forLookUp        // made here, for look-ups only; the router makes another one that is not seen
)

// nowhere is never written to.
var nowhere chi.Context

// Follow returns a Match for r. Its router is the one whose middleware stack r is in, or
// else around, the router that the middleware was put around, which may be nil.
//
// A context for the router is made only if the router serves each request once. A type
// that embeds a [chi.Mux] may serve several requests with it, or pass some on. Its
// routing is not seen, so the route is the result of a look-up.
func (t *Table) Follow(r *http.Request, around chi.Routes) Match {
	m := Match{table: t, live: &nowhere, Method: r.Method, path: "/", pattern: r.Pattern}
	if r.URL != nil {
		m.path = cmp.Or(r.URL.RawPath, r.URL.Path, "/")
	}
	if live := chi.RouteContext(r.Context()); live != nil {
		m.live, m.source = live, fromChi
	} else if mux := muxOf(around); mux != nil {
		m.live, m.source = &chi.Context{Routes: mux}, forRouter
	} else if around != nil {
		m.live, m.source = &chi.Context{Routes: unwrapped(around)}, forLookUp
	}
	return m
}

// Live returns chi's route context that the router uses. It returns nil if no router is
// known, or if the router uses another context.
func (m *Match) Live() *chi.Context {
	if m.source == fromChi || m.source == forRouter {
		return m.live
	}
	return nil
}

// Known reports whether there is a router to ask.
func (m *Match) Known() bool { return m.source != noRouter }

// Lends reports whether Live returns a context that was made here for the router. Without
// that context the router would serve a copy of the request.
func (m *Match) Lends() bool { return m.source == forRouter }

// Request returns the request for the next handler: r with the live route context in its
// context, where chi's own Mux adds it. It returns r itself if that is there
// already.
func (m *Match) Request(r *http.Request) *http.Request {
	if m.source == forRouter {
		r = r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, m.live))
	}
	m.Pass(r)
	return r
}

// Pass sets the request that the next handler gets. An [http.ServeMux] below sets its
// Pattern.
func (m *Match) Pass(r *http.Request) { m.inner = r }

// Reached returns the route that the router has reached by now. It is fast.
func (m *Match) Reached() *Route {
	patterns := m.own().RoutePatterns
	switch {
	case m.reached != nil && slices.Equal(m.reached.patterns, patterns):
	case m.found != nil && slices.Equal(m.found.patterns, patterns):
		m.reached = m.found
	default:
		m.reached = m.table.route(m.Method, patterns)
	}
	if pattern := m.serveMuxPattern(); pattern != "" {
		return m.table.routeOf(m.Method, pattern)
	}
	return m.reached
}

// serveMuxPattern returns the pattern of an [http.ServeMux] that serves the request
// below a /* of chi, without method and host. It returns "" if there is no ServeMux or
// its pattern is not seen.
func (m *Match) serveMuxPattern() string {
	if m.inner == nil || m.inner.Pattern == m.pattern || !strings.HasSuffix(m.reached.Pattern, "*") {
		return ""
	}
	start := strings.IndexByte(m.inner.Pattern, '/')
	if start < 0 || m.isOfChi(m.inner.Pattern) {
		return ""
	}
	return m.inner.Pattern[start:]
}

// isOfChi reports whether chi has set a request's Pattern, as it does since
// v5.2.3: to the router's own pattern, and since v5.3 to the whole one by then.
func (m *Match) isOfChi(pattern string) bool {
	patterns := m.own().RoutePatterns
	if pattern == m.reached.Pattern || slices.Contains(patterns, pattern) {
		return true
	}
	var before chi.Context
	for i := range patterns {
		before.RoutePatterns = patterns[:i]
		if pattern == before.RoutePattern() {
			return true
		}
	}
	return false
}
