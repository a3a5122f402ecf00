package route

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// node is where the patterns of one router are that begin with the same
// segments. It tells where a path leads only if one pattern alone can match it.
// So it needs to know nothing of the order in which chi tries patterns.
type node struct {
	fixed []fixed // in order of their segments
	param *node   // of a parameter that fills the segment
	end   *leaf   // the pattern that ends here
	rest  *leaf   // the pattern that ends here in /*
	other bool    // patterns go on from here by segments that only the router can match
}

type fixed struct {
	segment string
	node    *node
}

// leaf is a pattern.
type leaf struct {
	patterns []string                // from the root router on
	methods  map[string]http.Handler // that the pattern serves, and maybe "*"
	all      bool                    // it serves every standard method
	router   *router                 // that is mounted here
	last     atomic.Pointer[Route]   // that route returned
}

func newLeaf(patterns []string, methods map[string]http.Handler) *leaf {
	_, all := methods["*"] // all methods that chi knew when the pattern was added
	return &leaf{patterns: patterns, methods: methods, all: all}
}

var ambiguous leaf

// add adds a pattern below n.
func (n *node) add(pattern string, l *leaf) {
	for pattern != "" {
		var segment string
		segment, pattern = cut(pattern)
		switch {
		case segment == "*":
			n.rest = only(n.rest, l)
			// A mount has routes of its own here, which chi does not list.
			n.end = &ambiguous
			n.child("").end = &ambiguous
			return
		case isParam(segment):
			if n.param == nil {
				n.param = &node{}
			}
			n = n.param
		case strings.ContainsAny(segment, "{}*"):
			n.other = true
			return
		default:
			n = n.child(segment)
		}
	}
	n.end = only(n.end, l)
}

// isParam reports whether the segment is a parameter without a regular
// expression, such as {id}.
func isParam(segment string) bool {
	last := len(segment) - 1
	return last > 0 && segment[0] == '{' && segment[last] == '}' && !strings.ContainsAny(segment[1:last], "{}*:")
}

func only(known, l *leaf) *leaf {
	if known != nil {
		return &ambiguous
	}
	return l
}

// child returns the node of a fixed segment.
func (n *node) child(segment string) *node {
	i, found := n.search(segment)
	if !found {
		n.fixed = slices.Insert(n.fixed, i, fixed{segment, &node{}})
	}
	return n.fixed[i].node
}

func (n *node) search(segment string) (i int, found bool) {
	low, high := 0, len(n.fixed)
	for low < high {
		middle := (low + high) / 2
		switch order := strings.Compare(segment, n.fixed[middle].segment); {
		case order == 0:
			return middle, true
		case order > 0:
			low = middle + 1
		default:
			high = middle
		}
	}
	return low, false
}

// cut returns the first segment of a path, which begins with a slash, and the
// rest.
func cut(path string) (segment, rest string) {
	path = path[1:]
	if i := strings.IndexByte(path, '/'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

// find returns the pattern that the path leads to. It returns nil if only the
// router can tell.
func (r *router) find(method, path string) *leaf {
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

// search is a search for the only pattern of a router that a path leads to.
type search struct {
	found *leaf
	rest  string // that its wildcard stands for, with a slash in front
}

// from follows the path from n on. It reports false if there may be more than
// one pattern.
func (s *search) from(n *node, path string) bool {
	if path == "" {
		return s.add(n.end, "")
	}
	segment, rest := cut(path)
	if n.other || segment == "" && rest != "" || !s.add(n.rest, path) {
		return false
	}
	if i, found := n.search(segment); found && !s.from(n.fixed[i].node, rest) {
		return false
	}
	return n.param == nil || segment == "" || s.from(n.param, rest)
}

func (s *search) add(l *leaf, rest string) bool {
	if l == nil {
		return true
	}
	if s.found != nil || l == &ambiguous {
		return false
	}
	s.found, s.rest = l, rest
	return true
}

// serves reports whether the pattern is known to serve the method.
func (l *leaf) serves(m string) bool {
	if l.all && method.IsStandard(m) {
		return true
	}
	if last := l.last.Load(); last != nil && last.Method == m {
		return true
	}
	_, ok := l.methods[m]
	return ok && m != "*"
}

// route returns the Route of the pattern.
func (l *leaf) route(t *Table, method string) *Route {
	if last := l.last.Load(); last != nil && last.Method == method {
		return last
	}
	route := t.route(method, l.patterns)
	l.last.Store(route)
	return route
}
