package program

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// Router is a chi router, or a part of one.
type Router struct {
	kind   string // how its parent has it
	at     string // the pattern that leads to it
	prefix string // of its own patterns, where nobody takes at away from the path
	use    []Middleware
	ends   []endpoint
	below  []*Router
	lost   bool // has a NotFound of its own
}

type endpoint struct {
	method  string // "" for all
	pattern string
	with    []Middleware
	handler Handler
}

// inline reports whether the router is a part of its parent.
func (r *Router) inline() bool { return r.kind == "Group" || r.kind == "With" }

func (d *drawing) router(kind, at string, depth int) *Router {
	r := &Router{kind: kind, at: at, lost: d.Chance(15)}
	d.UpTo(3, func() { r.use = append(r.use, d.middleware(onRouter)) })
	r.ends = append(r.ends, d.endpoint(depth))
	d.UpTo(3, func() { r.ends = append(r.ends, d.endpoint(depth)) })
	if depth < 2 {
		d.UpTo(2, func() {
			kind, at := draw.One(d.Source, "Route", "Mount", "Group", "With", "Mount as an http.Handler", "Handle"), d.place(depth)
			if kind == "Handle" { // where there is nothing else: chi would take it for what was there before
				at = d.id("/h")
			}
			r.below = append(r.below, d.router(kind, at, depth+1))
		})
	}
	return r
}

func (d *drawing) endpoint(depth int) endpoint {
	e := endpoint{
		method:  draw.One(d.Source, "GET", "GET", "", "POST", "PUT", "HEAD"),
		pattern: d.pattern(depth),
		handler: d.handler(),
	}
	d.UpTo(1, func() { e.with = append(e.with, d.middleware(onEndpoint)) })
	return e
}

// place is where another router goes.
func (d *drawing) place(depth int) string {
	p := fmt.Sprintf("p%d", depth)
	return draw.One(d.Source, "/a", "/b", "/{"+p+"}", "/{"+p+"}/{"+p+"b}", "/a/{"+p+"}", "/{"+p+":[a-c]+}", "/", "/a/", "/{"+p+"}/")
}

func (d *drawing) pattern(depth int) string {
	p, q := fmt.Sprintf("p%d", depth), fmt.Sprintf("q%d", depth)
	return draw.One(d.Source, "/", "/a", "/{"+p+"}", "/*", "/{"+p+"}/*", "/a/*", "/a/", "/{"+p+":[0-9]+}",
		"/{"+p+"}/b", "/b/{"+p+"}", "/{"+p+"}.json", "/{"+p+"}-{"+q+"}", "/{"+p+"}/{"+q+"}", "/{"+p+"}/")
}

// walk collects the paths of all endpoints, and gives routers that see the whole
// path its prefix.
func (d *drawing) walk(r *Router, above string) {
	if !r.inline() {
		above = strings.TrimSuffix(above, "/") + strings.TrimSuffix(r.at, "/")
	}
	for _, e := range r.ends {
		d.paths = append(d.paths, path{e.method, above + e.pattern})
	}
	for _, sub := range r.below {
		if sub.kind == "Handle" {
			sub.prefix = strings.TrimSuffix(sub.at, "/")
			if r.kind == "Handle" || r.inline() {
				sub.prefix = r.prefix + sub.prefix
			}
		} else if sub.inline() {
			sub.prefix = r.prefix
		}
		d.walk(sub, above)
	}
}

// ambiguous reports whether there are two things in one place. chi serves the
// later one, and finds the earlier one.
func (r *Router) ambiguous(taken map[string]bool) bool {
	take := func(pattern string) bool {
		place := parameters.ReplaceAllString(r.prefix+pattern, "{}")
		defer func() { taken[place] = true }()
		return taken[place]
	}
	found := false
	for _, e := range r.ends {
		found = strings.HasSuffix(e.pattern, "/*") && take(e.pattern) || found
	}
	for _, sub := range r.below {
		switch sub.kind {
		case "Group", "With":
			found = sub.ambiguous(taken) || found
		case "Handle":
			found = sub.ambiguous(make(map[string]bool)) || found
		default:
			found = take(strings.TrimSuffix(sub.at, "/")+"/*") || sub.ambiguous(make(map[string]bool)) || found
		}
	}
	return found
}

// parameters are those of a pattern, whose names make no difference to chi.
var parameters = regexp.MustCompile(`\{[^}:]*\}`)

// mux builds the router.
func (r *Router) mux(b *Build) *chi.Mux {
	m := chi.NewRouter()
	r.fill(b, m)
	return m
}

func (r *Router) fill(b *Build, m chi.Router) {
	m.Use(b.middlewares(r.use)...)
	if b.kind == Watched && !r.inline() {
		m.Use(b.noteLost)
	}
	if r.lost {
		m.NotFound(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "lost", http.StatusNotFound) })
		m.MethodNotAllowed(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "not so", http.StatusMethodNotAllowed) })
	}
	for _, e := range r.ends {
		end := m.With(append([]func(http.Handler) http.Handler{b.arrive}, b.middlewares(e.with)...)...)
		if e.method == "" {
			end.Handle(r.prefix+e.pattern, b.endpoint(e))
		} else {
			end.Method(e.method, r.prefix+e.pattern, b.endpoint(e))
		}
	}
	for _, sub := range r.below {
		sub.join(b, m, r.prefix)
	}
}

// join builds the router into its parent.
func (r *Router) join(b *Build, parent chi.Router, prefix string) {
	switch at := prefix + r.at; r.kind {
	case "Route":
		parent.Route(at, func(m chi.Router) { r.fill(b, m) })
	case "Group":
		parent.Group(func(m chi.Router) { r.fill(b, m) })
	case "With":
		rest := *r
		rest.use = nil
		rest.fill(b, parent.With(b.middlewares(r.use)...))
	case "Mount":
		parent.Mount(at, r.mux(b))
	case "Mount as an http.Handler":
		parent.Mount(at, b.noteHidden(r.mux(b)))
	case "Handle":
		parent.Handle(strings.TrimSuffix(at, "/")+"/*", b.noteHidden(r.mux(b)))
	}
}

func (r *Router) print(b *strings.Builder, indent string) {
	fmt.Fprintf(b, "%s%s %s uses %s", indent, r.kind, r.at, names(r.use))
	if r.lost {
		b.WriteString(", has its own NotFound")
	}
	b.WriteString("\n")
	for _, e := range r.ends {
		fmt.Fprintf(b, "%s  %s %s with %s: %s\n", indent, e.method, r.prefix+e.pattern, names(e.with), e.handler)
	}
	for _, sub := range r.below {
		sub.print(b, indent+"  ")
	}
}

// routerTypes are what a root router may be, besides chi's own.
var routerTypes = []string{"chi.Mux", "router that falls back", "router that serves batches", "Routes whose Find panics"}

// typed returns the router as one of the user's types.
func (b *Build) typed(kind string, m *chi.Mux) http.Handler {
	switch i := slices.Index(routerTypes, kind); i {
	case 1:
		return fallback{m}
	case 2:
		return batch{m}
	case 3:
		return stub{m, m}
	}
	return m
}
