package route

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// maxRoutes limits a Table. Patterns come from the program, not from clients, so only a
// program that builds routers per request reaches the limit.
const maxRoutes = 1024

// Route has the name and the pattern of a route.
type Route struct {
	Method  string // the result of Method
	Pattern string // as chi writes it; "" if the router reached none
	Name    string // the operation name, e.g. "GET /v1/users/{userID}"

	PatternTag any // Pattern as a tag value, boxed once

	Series [10]atomic.Value // for package metrics: by the first digit of the status

	patterns []string    // one for each router on the way
	below    string      // pattern of an http.ServeMux below them
	isHidden atomic.Bool // Hides has returned it
}

// Table caches the Route of every method and pattern that it has seen, so that a name
// needs no allocation. It also has the indexes of the root routers. The zero value is
// empty.
type Table struct {
	known   atomic.Value              // a map[string]*Route: replaced, never changed
	recent  [64]atomic.Pointer[Route] // some of known, in front of the map
	indexes [maxIndexes]atomic.Pointer[router]
	mu      sync.Mutex // for known to be replaced
}

func (t *Table) routes() map[string]*Route {
	known, _ := t.known.Load().(map[string]*Route)
	return known
}

// route returns the Route for a method as received and the patterns that a router has
// reached. below is the pattern of an [http.ServeMux] below that router, if there is one.
func (t *Table) route(method string, patterns []string, below string) *Route {
	hash := len(method) // to find a place in recent; some routes share one
	for _, pattern := range patterns {
		hash = 31*hash + len(pattern)
		if pattern != "" {
			hash += int(pattern[len(pattern)/2])
		}
	}
	recent := &t.recent[uint(hash)%uint(len(t.recent))]
	if r := recent.Load(); r != nil && r.Method == method && r.below == below && slices.Equal(r.patterns, patterns) {
		return r
	}
	var buf [128]byte // keeps the usual key on the stack
	key := append(buf[:0], method...)
	for _, pattern := range patterns {
		key = append(append(key, 0), pattern...)
	}
	if below != "" {
		key = append(append(key, 1), below...)
	}
	if known := t.routes()[string(key)]; known != nil {
		recent.Store(known)
		return known
	}
	if normal := Method(method); normal != method {
		return t.route(normal, patterns, below)
	}
	route := &Route{Method: strings.Clone(method), below: strings.Clone(below)}
	for _, pattern := range patterns { // one of SetRoute may share the request's memory
		route.patterns = append(route.patterns, strings.Clone(pattern))
	}
	route.Pattern = cmp.Or(route.below, (&chi.Context{RoutePatterns: route.patterns}).RoutePattern())
	route.PatternTag = route.Pattern
	route.Name = method + " " + route.Pattern
	if method == Other || route.Pattern == "" {
		route.Name = "HTTP " + method
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.routes(); len(known) < maxRoutes {
		larger := map[string]*Route{string(key): route}
		maps.Copy(larger, known)
		t.known.Store(larger)
	} else {
		route.isHidden.Store(true) // Hides would return it again and again
	}
	return route
}

// Unmatched returns the Route of requests that reach no pattern.
func (t *Table) Unmatched(method string) *Route { return t.route(method, nil, "") }
