package route

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// Limits of a Table's indexes. Only programs that build routers per request reach
// maxIndexes, and only programs that generate routes reach maxIndexed.
const (
	maxIndexes = 16   // root routers with an index
	maxIndexed = 4096 // routes in an index; with more routes, look-ups call the router
	maxBuilds  = 2    // of an index; if it is wrong again, look-ups call the router
)

// index keeps the routes of a root router, from [chi.Mux.Routes], so that most look-ups
// need not call the router. It is built again if the routes have changed.
type index struct {
	root   *router
	builds int
	left   int // routes until maxIndexed
}

// router is a router where a look-up can begin.
type router struct {
	index    *index // nil: there is none
	routes   chi.Routes
	patterns []string           // from the root router to this one; nil for a root router
	segments *node              // nil: look-ups call routes
	mounts   map[string]*router // by each pattern that ends in a wildcard; nil: no router is mounted there
}

// find returns the pattern that the path matches. It returns nil if the router has to be
// called to find it.
func (r *router) find(method, path string) *leaf {
	if r.index == nil || r.index.left < 0 || r.index.builds > maxBuilds {
		return nil
	}
	for {
		s := search{}
		if r.segments == nil || path == "" || path[0] != '/' || !s.from(r.segments, path) || s.found == nil {
			return nil
		}
		if !s.found.serves(method) {
			return nil
		}
		if s.found.router == nil {
			return s.found
		}
		r, path = s.found.router, s.rest
	}
}

// below returns the router that is mounted below r at the patterns. known is false if
// the routes have changed.
func (r *router) below(patterns []string) (below *router, known bool) {
	for _, pattern := range patterns {
		if r == nil {
			return nil, true
		}
		if r, known = r.mounts[pattern]; !known {
			return nil, false
		}
	}
	return r, true
}

func newIndex(root chi.Routes, builds int) *index {
	i := &index{builds: builds, left: maxIndexed}
	i.root = i.build(root, nil)
	return i
}

// build returns the router r, which is mounted at the patterns.
func (i *index) build(r chi.Routes, patterns []string) (made *router) {
	made = &router{index: i, routes: unwrapped(r), patterns: patterns, mounts: map[string]*router{}}
	if _, ok := made.routes.(*chi.Mux); ok {
		made.segments = &node{}
	}
	defer silent.Recover("the router") // which may be the user's
	for _, route := range made.routes.Routes() {
		if i.left--; i.left < 0 {
			break
		}
		_, all := route.Handlers["*"] // all methods that chi knew when the pattern was added
		l := &leaf{patterns: append(slices.Clip(patterns), route.Pattern), methods: route.Handlers, all: all}
		if strings.HasSuffix(route.Pattern, "*") {
			if route.SubRoutes != nil {
				l.router = i.build(route.SubRoutes, l.patterns)
			}
			made.mounts[route.Pattern] = l.router
		}
		if made.segments != nil {
			made.segments.add(route.Pattern, l)
		}
	}
	return made
}

// index returns the place of the index of a root router, or nil if it has none.
func (t *Table) index(root chi.Routes) *atomic.Pointer[index] {
	mux, ok := root.(*chi.Mux)
	if !ok {
		return nil
	}
	for n := range t.indexes {
		kept := &t.indexes[n]
		if kept.Load() == nil {
			kept.CompareAndSwap(nil, newIndex(mux, 1))
		}
		if kept.Load().root.routes == root {
			return kept
		}
	}
	return nil
}

// router returns the router of r's index, or r without an index.
func (t *Table) router(r chi.Routes) *router {
	if kept := t.index(r); kept != nil {
		return kept.Load().root
	}
	return &router{routes: unwrapped(r)}
}

// routerBelow returns the router that is mounted below root at the patterns. It returns
// nil if there is none.
func (t *Table) routerBelow(root chi.Routes, patterns []string) *router {
	kept := t.index(root)
	if kept == nil {
		below, _ := newIndex(root, maxBuilds+1).root.below(patterns)
		return below
	}
	below, known := kept.Load().root.below(patterns)
	if !known {
		t.rebuild(root)
		below, _ = kept.Load().root.below(patterns)
	}
	return below
}

// rebuild builds the index of a root router again.
func (t *Table) rebuild(root chi.Routes) {
	if kept := t.index(root); kept != nil {
		if stale := kept.Load(); stale.builds <= maxBuilds {
			kept.CompareAndSwap(stale, newIndex(root, stale.builds+1))
		}
	}
}
