package route

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// maxRoutes bounds a Table. Patterns come from the program, not from clients,
// so only a program that builds routers per request ever gets there.
const maxRoutes = 1024

// Route is what a request is called once its route is known.
type Route struct {
	Method  string // as Method normalises it
	Pattern string // as chi writes it; "" where the router reached none
	Name    string // the operation name, e.g. "GET /v1/users/{userID}"

	MethodTag, PatternTag any // Method and Pattern as tag values, boxed once

	patterns   []string                // one for each router on the way
	endpointOf atomic.Pointer[chi.Mux] // the router in which no other router follows
}

// isNone reports whether the router has reached no pattern.
func (r *Route) isNone() bool { return len(r.patterns) == 0 }

// isOf reports whether rctx has collected the patterns of the route.
func (r *Route) isOf(rctx *chi.Context) bool {
	return rctx != nil && slices.Equal(r.patterns, rctx.RoutePatterns)
}

// leadsTo reports whether the patterns of other go on from those of the route.
func (r *Route) leadsTo(other *Route) bool {
	n := len(r.patterns)
	return n <= len(other.patterns) && slices.Equal(r.patterns, other.patterns[:n])
}

// isEndpointOf reports whether the route is known to end at an endpoint of the
// router, rather than in front of another router.
func (r *Route) isEndpointOf(router chi.Routes) bool {
	mux, ok := router.(*chi.Mux)
	return ok && r.endpointOf.Load() == mux
}

// setEndpointOf notes that the route ends at an endpoint of the router. Only one
// router is noted, since most routes are of one.
func (r *Route) setEndpointOf(router chi.Routes) {
	if mux, ok := router.(*chi.Mux); ok && r.endpointOf.Load() != mux {
		r.endpointOf.Store(mux)
	}
}

// Table keeps the Route of every method and pattern it has met, so that naming
// a request costs neither the joining of its patterns nor an allocation.
type Table struct {
	known atomic.Pointer[map[string]*Route] // replaced, never changed
	mu    sync.Mutex                        // held by the one who replaces it
}

// NewTable returns an empty Table.
func NewTable() *Table {
	t := &Table{}
	t.known.Store(&map[string]*Route{})
	return t
}

// route returns the Route for the patterns that rctx has collected so far.
// A nil rctx has none.
func (t *Table) route(method string, rctx *chi.Context) *Route {
	var buf [128]byte // keeps the usual key on the stack
	key := append(buf[:0], method...)
	if rctx != nil {
		for _, pattern := range rctx.RoutePatterns {
			key = append(append(key, 0), pattern...)
		}
	}
	if known, ok := (*t.known.Load())[string(key)]; ok {
		return known
	}
	return t.add(string(key), method, rctx)
}

func (t *Table) add(key, method string, rctx *chi.Context) *Route {
	added := newRoute(strings.Clone(method), rctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	known := *t.known.Load()
	if len(known) < maxRoutes {
		larger := maps.Clone(known)
		larger[key] = added
		t.known.Store(&larger)
	}
	return added
}

func newRoute(method string, rctx *chi.Context) *Route {
	route := &Route{Method: method}
	if rctx != nil {
		route.Pattern = rctx.RoutePattern()
		route.patterns = slices.Clone(rctx.RoutePatterns)
	}
	if method == Other || route.Pattern == "" {
		route.Name = "HTTP " + method
	} else {
		route.Name = method + " " + route.Pattern
	}
	route.MethodTag, route.PatternTag = route.Method, route.Pattern
	return route
}
