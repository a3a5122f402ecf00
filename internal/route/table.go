package route

import (
	"maps"
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

	patterns []string // one for each router on the way
}

// Table caches the Route of every method and pattern that it has seen, so that a name
// needs no allocation. It also has the indexes of the root routers. The zero value is
// empty.
type Table struct {
	known   atomic.Value // a map[string]*Route: replaced, never changed
	indexes [maxIndexes]atomic.Pointer[index]

	mu     sync.Mutex      // for known to be replaced, and for hidden
	hidden map[string]bool // patterns that Hides has returned
}

func (t *Table) routes() map[string]*Route {
	known, _ := t.known.Load().(map[string]*Route)
	return known
}

// route returns the Route for a method as received and the patterns that a
// router has reached.
func (t *Table) route(method string, patterns []string) *Route {
	var buf [128]byte // keeps the usual key on the stack
	key := append(buf[:0], method...)
	for _, pattern := range patterns {
		key = append(append(key, 0), pattern...)
	}
	if known := t.routes()[string(key)]; known != nil {
		return known
	}
	if normal := Method(method); normal != method {
		return t.route(normal, patterns)
	}
	route := newRoute(method, (&chi.Context{RoutePatterns: patterns}).RoutePattern())
	for _, pattern := range patterns { // one of SetRoute may share the request's memory
		route.patterns = append(route.patterns, strings.Clone(pattern))
	}
	return t.add(string(key), route)
}

// Unmatched returns the Route of requests that reach no pattern.
func (t *Table) Unmatched(method string) *Route { return t.route(method, nil) }

// routeOf returns the Route for a method as received and the pattern of a router
// that is not chi's.
func (t *Table) routeOf(method, pattern string) *Route {
	method = Method(method)
	key := method + "\x01" + pattern
	if known := t.routes()[key]; known != nil {
		return known
	}
	return t.add(key, newRoute(method, pattern))
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

func newRoute(method, pattern string) *Route {
	pattern = strings.Clone(pattern)
	name := method + " " + pattern
	if method == Other || pattern == "" {
		name = "HTTP " + method
	}
	return &Route{Method: strings.Clone(method), Pattern: pattern, Name: name, PatternTag: pattern}
}

// once returns the pattern the first time, and "" after that.
func (t *Table) once(pattern string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hidden[pattern] || len(t.hidden) == maxRoutes {
		return ""
	}
	if t.hidden == nil {
		t.hidden = map[string]bool{}
	}
	t.hidden[pattern] = true
	return pattern
}
