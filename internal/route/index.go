package route

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
)

// Limits of a Table's indexes. A program that builds routers per request gets to
// maxIndexes, and only programs that generate routes to maxIndexed.
const (
	maxIndexes = 16   // root routers with an index
	maxIndexed = 4096 // routes in an index; with more of them the router is asked
	maxBuilds  = 2    // of an index; if it is wrong after that, the router is asked
)

// index keeps what [chi.Mux.Routes] told of a root router, so that most look-ups
// need not ask it. It is built again if the routes have changed since.
type index struct {
	mux  *chi.Mux
	root atomic.Pointer[router]
}

// router is a router that look-ups begin at.
type router struct {
	routes   chi.Routes
	patterns []string           // that lead to it; nil for a root router
	segments *node              // nil: routes is asked
	mounts   map[string]*router // by each pattern that ends in a wildcard; nil: no router is mounted there
	builds   int
}

// router returns the router of an index, or just r if there is none.
func (t *Table) router(r chi.Routes) *router {
	if i := t.index(r); i != nil {
		return i.root.Load()
	}
	return &router{routes: unwrapped(r)}
}

// routerBelow returns the router that is mounted where the patterns lead, from
// root. It returns nil if there is none.
func (t *Table) routerBelow(root chi.Routes, patterns []string) *router {
	i := t.index(root)
	if i == nil {
		below, _ := buildRouter(root, maxBuilds+1).below(patterns)
		return below
	}
	below, known := i.root.Load().below(patterns)
	if !known {
		t.rebuild(root)
		below, _ = i.root.Load().below(patterns)
	}
	return below
}

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

// index returns the index of a root router, or nil if that has none.
func (t *Table) index(root chi.Routes) *index {
	mux, ok := root.(*chi.Mux)
	if !ok {
		return nil
	}
	for _, i := range t.indexes() {
		if i.mux == mux {
			return i
		}
	}
	if len(t.indexes()) == maxIndexes {
		return nil
	}
	made := &index{mux: mux}
	made.root.Store(buildRouter(mux, 1))
	t.mu.Lock()
	defer t.mu.Unlock()
	known := t.indexes()
	if len(known) < maxIndexes && !slices.ContainsFunc(known, func(i *index) bool { return i.mux == mux }) {
		t.indexed.Store(append(slices.Clip(known), made))
	}
	return made
}

func (t *Table) indexes() []*index {
	known, _ := t.indexed.Load().([]*index)
	return known
}

// rebuild builds the index of a root router again.
func (t *Table) rebuild(root chi.Routes) {
	if i := t.index(root); i != nil {
		if stale := i.root.Load(); stale.builds <= maxBuilds {
			i.root.CompareAndSwap(stale, buildRouter(i.mux, stale.builds+1))
		}
	}
}

// builder builds the routers of an index.
type builder struct {
	left     int // routes until maxIndexed
	segments bool
}

func buildRouter(r chi.Routes, builds int) *router {
	b := builder{maxIndexed, builds <= maxBuilds}
	root := b.build(r, nil)
	if b.left < 0 && b.segments {
		b = builder{left: maxIndexed}
		root = b.build(r, nil)
	}
	root.builds = builds
	return root
}

// build returns the router r, where the patterns lead.
func (b *builder) build(r chi.Routes, patterns []string) (made *router) {
	made = &router{routes: unwrapped(r), patterns: patterns, mounts: map[string]*router{}}
	if _, ok := made.routes.(*chi.Mux); ok && b.segments {
		made.segments = &node{}
	}
	defer silent.Recover("the router") // of the user's
	for _, route := range made.routes.Routes() {
		if b.left--; b.left < 0 {
			break
		}
		leaf := newLeaf(append(slices.Clip(patterns), route.Pattern), route.Handlers)
		if strings.HasSuffix(route.Pattern, "*") {
			if route.SubRoutes != nil {
				leaf.router = b.build(route.SubRoutes, leaf.patterns)
			}
			made.mounts[route.Pattern] = leaf.router
		}
		if made.segments != nil {
			made.segments.add(route.Pattern, leaf)
		}
	}
	return made
}
