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

	PatternTag any // Pattern as a tag value, boxed once

	patterns   []string                // one for each router on the way
	endpointOf atomic.Pointer[chi.Mux] // the last router seen in which no other router follows
}

// isPrefixOf reports whether the patterns go on from those of the route.
func (r *Route) isPrefixOf(patterns []string) bool {
	n := len(r.patterns)
	return n <= len(patterns) && slices.Equal(r.patterns, patterns[:n])
}

// isEndpointOf reports whether the route is known to end at an endpoint of the
// router, rather than in front of another router.
func (r *Route) isEndpointOf(router chi.Routes) bool {
	mux, ok := router.(*chi.Mux)
	return ok && r.endpointOf.Load() == mux
}

// Table keeps the Route of every method and pattern it has met, so that naming
// a request costs neither the joining of its patterns nor an allocation. The
// zero value is empty.
type Table struct {
	known atomic.Value // a map[string]*Route: replaced, never changed
	mu    sync.Mutex   // held by the one who replaces it
}

func (t *Table) routes() map[string]*Route {
	known, _ := t.known.Load().(map[string]*Route)
	return known
}

// route returns the Route for a method as received and the patterns that rctx
// has collected so far.
func (t *Table) route(method string, rctx *chi.Context) *Route {
	method = Method(method)
	var buf [128]byte // keeps the usual key on the stack
	key := append(buf[:0], method...)
	for _, pattern := range rctx.RoutePatterns {
		key = append(append(key, 0), pattern...)
	}
	if known, ok := t.routes()[string(key)]; ok {
		return known
	}
	return t.add(string(key), newRoute(strings.Clone(method), rctx))
}

func (t *Table) add(key string, route *Route) *Route {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.routes(); len(known) < maxRoutes {
		larger := map[string]*Route{key: route}
		maps.Copy(larger, known)
		t.known.Store(larger)
	}
	return route
}

func newRoute(method string, rctx *chi.Context) *Route {
	pattern := rctx.RoutePattern()
	name := method + " " + pattern
	if method == Other || pattern == "" {
		name = "HTTP " + method
	}
	return &Route{
		Method:     method,
		Pattern:    pattern,
		Name:       name,
		PatternTag: pattern,
		patterns:   slices.Clone(rctx.RoutePatterns),
	}
}
