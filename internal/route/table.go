package route

import (
	"hash/maphash"
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

	patterns []string // one for each router on the way
}

// isOf says whether rctx has collected the patterns of the route.
func (r *Route) isOf(rctx *chi.Context) bool {
	return rctx != nil && slices.Equal(r.patterns, rctx.RoutePatterns)
}

// Table keeps the Route of every method and pattern it has met, so that naming
// a request costs neither the joining of its patterns nor an allocation.
type Table struct {
	known atomic.Pointer[map[string]*Route] // replaced, never changed
	mu    sync.Mutex                        // held by the one who replaces it
	paths paths
}

// NewTable returns an empty Table.
func NewTable() *Table {
	t := &Table{paths: paths{seed: maphash.MakeSeed()}}
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
			key = append(key, pattern...)
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
