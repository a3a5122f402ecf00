// Package route tells which route of a chi router a request belongs to: before
// the router has run, after it has, and when something answered in between.
package route

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
)

// Match follows one request on its way through a chi router. It reads chi's live
// context, which belongs to the request only until the router returns.
//
// A handler that [http.TimeoutHandler] has abandoned below may still be routing
// then, and a Match reads what it writes. Without us it is no different: chi's
// Mux gives the live context to the next request while that handler still uses
// it, see TestChiSharesTheContextOfAnAbandonedHandler. Only a TimeoutHandler
// around the whole router is sound.
type Match struct {
	table   *Table
	live    *chi.Context // nowhere if the request met no router that we know of
	owner   owner
	reached *Route // by the router, when live was read last
	found   *Route // the last look-up's answer, nil if none was made since reached
	method  string // as received
	path    string // of the last look-up; before the first, as received: a handler may rewrite the URL in place
}

// owner tells who made the live context.
type owner uint8

const (
	nobody  owner = iota // there is no router
	routers              // the router, whose middleware stack the request is in
	lent                 // we did, for the router to use
	private              // we did, and keep it: the router makes one of its own
)

// nowhere is never written to.
var nowhere chi.Context

// Follow starts to follow r. The router is the one whose middleware stack r is
// in, or else around: the router that the middleware was put around, if any.
//
// A context is lent only to a router that serves each request once. One that
// embeds a [chi.Mux] may serve several by it, or pass some on to others. What it
// does is not seen, so all that tells the route is where the request was heading.
func (t *Table) Follow(r *http.Request, around chi.Routes) Match {
	m := Match{table: t, live: &nowhere, method: r.Method, path: cmp.Or(r.URL.RawPath, r.URL.Path, "/")}
	if live := chi.RouteContext(r.Context()); live != nil {
		m.live, m.owner = live, routers
	} else if mux := muxOf(around); mux != nil {
		m.live, m.owner = &chi.Context{Routes: mux}, lent
	} else if around != nil {
		m.live, m.owner = &chi.Context{Routes: around}, private
	}
	return m
}

// Live returns chi's route context, for the router to use. It returns nil if
// there is no router that we know of, or what the router does is not seen.
func (m *Match) Live() *chi.Context {
	if m.owner == nobody || m.owner == private {
		return nil
	}
	return m.live
}

// Known reports whether there is a router to ask.
func (m *Match) Known() bool { return m.owner != nobody }

// Reached returns the route as far as the router has come by now. It is nearly
// free.
func (m *Match) Reached() *Route {
	if m.reached == nil || !slices.Equal(m.reached.patterns, m.live.RoutePatterns) {
		m.reached, m.found = m.table.route(m.method, m.live), nil
	}
	return m.reached
}
