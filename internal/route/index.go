package route

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// Limits of a Table's indexes. Only programs that build routers per request reach
// maxIndexes, and only programs that generate routes reach maxIndexed.
const (
	maxIndexes = 16   // root routers with an index
	maxIndexed = 4096 // routes in an index; look-ups call routers with further routes
	maxBuilds  = 2    // of an index; if it is wrong again, look-ups call the router
)

// index keeps the routes of a root router, from [chi.Mux.Routes], so that most look-ups
// need not call the router. It is built again if the routes have changed.
type index struct {
	root   *router
	builds int
	left   atomic.Int64 // routes until maxIndexed
}

// router is a router where a look-up can begin.
type router struct {
	index    *index
	routes   chi.Routes
	patterns []string // from the root router to this one

	read     sync.Once        // for the fields below
	segments *node            // nil: look-ups call routes
	leaves   map[string]*leaf // by pattern; only those of mounts if segments is nil
}

// leaf is a pattern.
type leaf struct {
	patterns []string              // from the root router on
	all      bool                  // it serves all standard methods
	methods  []string              // that it serves
	router   *router               // that is mounted here
	last     atomic.Pointer[Route] // that route returned
}

// route returns the Route of the pattern.
func (l *leaf) route(t *Table, method string) *Route {
	last := l.last.Load()
	if last == nil || last.Method != method {
		last = t.route(method, l.patterns, "")
		l.last.Store(last)
	}
	return last
}

func newIndex(root chi.Routes, builds int) *index {
	i := &index{builds: builds}
	i.left.Store(maxIndexed)
	i.root = newRouter(i, root, nil)
	return i
}

func newRouter(i *index, r chi.Routes, patterns []string) *router {
	routes, _ := unwrapped(r)
	return &router{index: i, routes: routes, patterns: patterns}
}

// readRoutes reads the list of routes.
func (r *router) readRoutes() {
	defer silent.Recover("the router") // which may be the user's
	routes := r.routes.Routes()
	r.leaves = map[string]*leaf{}
	if _, ok := r.routes.(*chi.Mux); ok && r.index.builds <= maxBuilds && r.index.left.Add(-int64(len(routes))) >= 0 {
		r.segments = &node{}
	}
	for _, route := range routes {
		l := &leaf{patterns: append(slices.Clip(r.patterns), route.Pattern)}
		if route.SubRoutes != nil {
			l.router = newRouter(r.index, route.SubRoutes, l.patterns)
		}
		for method := range route.Handlers {
			if method != "*" {
				l.methods = append(l.methods, method)
			} else {
				l.all = true // of those that chi knew when the pattern was added
			}
		}
		if r.segments != nil {
			r.segments.add(route.Pattern, l)
		}
		if r.segments != nil || l.router != nil {
			r.leaves[route.Pattern] = l
		}
	}
}

// find returns the pattern that the path matches. It returns nil if the router has to be
// called to find it.
func (r *router) find(m, path string) *leaf {
	standard := method.IsStandard(m)
	for {
		r.read.Do(r.readRoutes)
		if r.segments == nil || path == "" || path[0] != '/' {
			return nil
		}
		found, rest := r.segments.match(path)
		if found == nil || !(found.all && standard || slices.Contains(found.methods, m)) {
			return nil
		}
		if found.router == nil {
			return found
		}
		r, path = found.router, rest
	}
}

// below returns the router that is mounted below r at the patterns. It returns nil if
// there is none. known is false if the routes have changed.
func (r *router) below(patterns []string) (below *router, known bool) {
	for _, pattern := range patterns {
		r.read.Do(r.readRoutes)
		l := r.leaves[pattern]
		if l == nil { // a mount at /a also serves /a and /a/
			l = r.leaves[strings.TrimSuffix(pattern, "/")+"/*"]
		}
		if l == nil {
			return nil, r.segments == nil
		}
		if r = l.router; r == nil {
			return nil, true
		}
	}
	return r, true
}

// index returns the index of a root router, and its place if the table keeps it.
func (t *Table) index(root chi.Routes) (i *index, place *atomic.Pointer[index]) {
	if mux, ok := root.(*chi.Mux); ok {
		for n := range t.indexes {
			place = &t.indexes[n]
			if place.Load() == nil {
				place.CompareAndSwap(nil, newIndex(root, 1))
			}
			if i = place.Load(); i.root.routes == mux {
				return i, place
			}
		}
	}
	return newIndex(root, maxBuilds+1), nil
}

// router returns the router that is mounted below root at the patterns. It returns nil if
// there is none. If the index does not have the patterns, the routes have changed, and it is built again.
func (t *Table) router(root chi.Routes, patterns []string) *router {
	for {
		i, place := t.index(root)
		below, known := i.root.below(patterns)
		if known || place == nil || i.builds > maxBuilds {
			return below
		}
		place.CompareAndSwap(i, newIndex(root, i.builds+1))
	}
}
