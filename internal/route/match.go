// Package route tells which route of a chi router a request belongs to: before
// the router has run, after it has, and when something answered in between.
package route

import (
	"context"
	"net/http"

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
	live    *chi.Context // nil: the request met no router that we know of
	owner   owner
	reached *Route // by the router, when live was read last
	found   *Route // the last look-up's answer, nil if none was made since reached
	method  string // as received
	path    string // of the last look-up; before the first, as received: a handler may rewrite the URL in place
}

// owner tells who made the live context.
type owner uint8

const (
	routers owner = iota // the router, whose middleware stack the request is in
	lent                 // we did, for the router to use
	private              // we did, and keep it: the router makes one of its own
)

// Follow starts to follow r. The router is the one whose middleware stack r is
// in, or else around: the router that the middleware was put around, if any.
//
// A context is lent only to a router that serves each request once. One that
// embeds a [chi.Mux] may serve several by it, or pass some on to others. What it
// does is not seen, so all that tells the route is where the request was heading.
func (t *Table) Follow(r *http.Request, around chi.Routes) Match {
	m := Match{table: t, method: r.Method, path: r.URL.RawPath}
	if m.path == "" {
		m.path = r.URL.Path
	}
	m.live = chi.RouteContext(r.Context())
	if m.live == nil && around != nil {
		m.live, m.owner = chi.NewRouteContext(), private
		m.live.Routes = around
		if mux := muxOf(around); mux != nil {
			m.live.Routes, m.owner = mux, lent
		}
	}
	return m
}

// Live returns chi's route context, for the router to use. It returns nil if
// there is no router that we know of, or what the router does is not seen.
func (m *Match) Live() *chi.Context {
	if m.owner == private {
		return nil
	}
	return m.live
}

// Context returns ctx with what Live returns in it, as chi's own Mux adds it.
func (m *Match) Context(ctx context.Context) context.Context {
	if m.owner != lent {
		return ctx
	}
	return context.WithValue(ctx, chi.RouteCtxKey, m.live)
}

// Known reports whether there is a router to ask.
func (m *Match) Known() bool { return m.live != nil }

// Reached returns the route as far as the router has come by now. It is nearly
// free.
func (m *Match) Reached() *Route {
	if m.reached == nil || !m.reached.isOf(m.live) {
		m.reached, m.found = m.table.route(Method(m.method), m.live), nil
	}
	return m.reached
}
