package route

import (
	"slices"
	"strings"
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

// router is a router where a look-up can begin. That of a root router is its index, which
// is made from [chi.Mux.Routes], so that most look-ups need not call the router. It is made
// again if the routes have changed.
type router struct {
	routes   chi.Routes
	patterns []string      // from the root router to this one
	builds   int           // of the index
	left     *atomic.Int64 // routes of the index until maxIndexed

	read atomic.Pointer[content]
}

// content is what a router's list of routes says.
type content struct {
	segments *node            // nil: look-ups call the router
	leaves   map[string]*leaf // by pattern; only those of mounts if segments is nil
}

// leaf is a pattern.
type leaf struct {
	patterns []string              // from the root router on
	all      bool                  // it serves all standard methods
	methods  []string              // that it serves
	router   *router               // that is mounted here
	last     atomic.Pointer[Route] // of the last look-up
}

func newIndex(root chi.Routes, builds int) *router {
	i := &router{builds: builds, left: new(atomic.Int64)}
	i.routes, _ = unwrapped(root)
	i.left.Store(maxIndexed)
	return i
}

// content returns the content, which it reads once. No lock is held, since the router may
// be the user's.
func (r *router) content() *content {
	if c := r.read.Load(); c != nil {
		return c
	}
	c := r.readRoutes()
	if r.read.CompareAndSwap(nil, c) {
		r.left.Add(-int64(len(c.leaves)))
	}
	return r.read.Load()
}

func (r *router) readRoutes() (c *content) {
	c = &content{leaves: map[string]*leaf{}}
	defer silent.Recover("the router")
	routes := r.routes.Routes()
	if _, ok := r.routes.(*chi.Mux); ok && r.builds <= maxBuilds && r.left.Load() >= int64(len(routes)) {
		c.segments = &node{}
	}
	for _, route := range routes {
		l := &leaf{patterns: append(slices.Clip(r.patterns), route.Pattern)}
		if route.SubRoutes != nil {
			l.router = &router{patterns: l.patterns, builds: r.builds, left: r.left}
			l.router.routes, _ = unwrapped(route.SubRoutes)
		}
		for m := range route.Handlers {
			if m == "*" {
				l.all = true
			} else {
				l.methods = append(l.methods, m)
			}
		}
		if c.segments != nil {
			c.segments.add(route.Pattern, l)
		}
		if c.segments != nil || l.router != nil {
			c.leaves[route.Pattern] = l
		}
	}
	return c
}

// find returns the pattern that the path matches. It returns nil if the router has to be
// called to find it.
func (r *router) find(m, path string) *leaf {
	standard := method.IsStandard(m)
	for r.builds <= maxBuilds && strings.HasPrefix(path, "/") { // an index beyond that is not kept, or was wrong
		segments := r.content().segments
		if segments == nil {
			break
		}
		found, rest := segments.match(path)
		if found == nil || (!found.all || !standard) && !slices.Contains(found.methods, m) {
			break
		}
		if found.router == nil {
			return found
		}
		r, path = found.router, rest
	}
	return nil
}

// below returns the router that is mounted below r at the patterns. It returns nil if
// there is none. known is false if the routes have changed.
func (r *router) below(patterns []string) (below *router, known bool) {
	for _, pattern := range patterns {
		if r == nil {
			return nil, true
		}
		c := r.content()
		l := c.leaves[pattern]
		if l == nil { // a mount at /a/* also serves /a and /a/
			l = c.leaves[strings.TrimSuffix(pattern, "/")+"/*"]
		}
		if l == nil {
			return nil, c.segments == nil
		}
		r = l.router
	}
	return r, true
}

// index returns the index of a root router, and its place if the table keeps it.
func (t *Table) index(root chi.Routes) (i *router, place *atomic.Pointer[router]) {
	if mux, ok := root.(*chi.Mux); ok {
		for n := range t.indexes {
			place = &t.indexes[n]
			if place.Load() == nil {
				place.CompareAndSwap(nil, newIndex(root, 1))
			}
			if i = place.Load(); i.routes == mux {
				return i, place
			}
		}
	}
	return newIndex(root, maxBuilds+1), nil
}

// router returns the router that is mounted below root at the patterns, or nil. If the
// index does not have the patterns, it is made again.
func (t *Table) router(root chi.Routes, patterns []string) *router {
	for {
		i, place := t.index(root)
		below, known := i.below(patterns)
		if known || place == nil || i.builds > maxBuilds {
			return below
		}
		place.CompareAndSwap(i, newIndex(root, i.builds+1))
	}
}
