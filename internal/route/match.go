// Package route tells which route of a chi router a request belongs to: before
// the router has run, after it has, and if a middleware answered in between.
package route

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
)

// Match follows one request on its way through a chi router. It reads chi's live
// context, which belongs to the request only until the router returns.
//
// A handler that [http.TimeoutHandler] has abandoned below may still be routing
// then, and a Match reads what it writes. Without us it is no different: chi's
// Mux gives the live context to the next request while that handler still uses
// it. Only a TimeoutHandler around the whole router is sound.
type Match struct {
	table   *Table
	live    *chi.Context // nowhere if the request met no router that we know of
	source  source
	byIndex bool   // the index gave found, rather than the router
	method  string // as received
	path    string // as received: a handler may rewrite the URL in place
	reached *Route // by the router, when live was read last

	asked  query   // of the last look-up
	found  *Route  // its answer, nil if there was none
	shared *shared // nil: live is of no other request

	inner   *http.Request // that the next handler gets
	pattern string        // as received: of an http.ServeMux further out
}

// source tells where the live context comes from.
type source uint8

const (
	noRouter  source = iota
	fromChi          // the request is in the middleware stack of a router, which made it
	forRouter        // made here, and the router uses it
	forLookUp        // made here, and the router makes others for itself, which are not seen
)

// nowhere is never written to.
var nowhere chi.Context

// Follow starts to follow r. The router is the one whose middleware stack r is
// in, or else around: the router that the middleware was put around, if any.
//
// A context is made only for a router that serves each request once. A type that
// embeds a [chi.Mux] may serve several by it, or pass some on to others. What it
// does is not seen, so the route is the one that the request was heading for.
func (t *Table) Follow(r *http.Request, around chi.Routes) Match {
	m := Match{table: t, live: &nowhere, method: r.Method, path: "/", pattern: r.Pattern}
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

// SetMethod sets the method as the client sent it, where a middleware may have
// changed the request's.
func (m *Match) SetMethod(method string) { m.method = method }

// Live returns chi's route context, for the router to use. It returns nil if
// there is no router that we know of, or what the router does is not seen.
func (m *Match) Live() *chi.Context {
	if m.source == fromChi || m.source == forRouter {
		return m.live
	}
	return nil
}

// Known reports whether there is a router to ask.
func (m *Match) Known() bool { return m.source != noRouter }

// Lends reports whether Live returns a context that was made here, for the router
// to use. Otherwise the router would serve a copy of the request.
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

// Pass says that r is the request that the next handler gets. An [http.ServeMux]
// below tells its pattern by it.
func (m *Match) Pass(r *http.Request) { m.inner = r }

// Reached returns the route as far as the router has come by now. It is nearly
// free.
func (m *Match) Reached() *Route {
	patterns := m.own().RoutePatterns
	switch {
	case m.reached != nil && slices.Equal(m.reached.patterns, patterns):
	case m.found != nil && slices.Equal(m.found.patterns, patterns):
		m.reached = m.found
	default:
		m.reached = m.table.route(m.method, patterns)
	}
	if pattern := m.serveMuxPattern(); pattern != "" {
		return m.table.routeOf(m.method, pattern)
	}
	return m.reached
}

// serveMuxPattern returns the pattern by which an [http.ServeMux] below a /* of
// chi's serves the request, without method and host. It returns "" if there is
// none, or what it is cannot be seen.
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
