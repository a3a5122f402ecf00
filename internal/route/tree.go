package route

import (
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// node is a tree of the patterns of one router, by their segments.
type node struct {
	fixed map[string]*node // by segment
	param *node            // of a parameter that fills the segment
	end   *leaf            // the pattern that ends here
	rest  *leaf            // the pattern that ends here in /*
	other bool             // patterns go on from here by segments that only the router can match
}

// leaf is a pattern.
type leaf struct {
	patterns []string                // from the root router on
	methods  map[string]http.Handler // that the pattern serves
	all      bool                    // it serves every standard method
	router   *router                 // that is mounted here
	last     atomic.Pointer[Route]   // that route returned
}

// serves reports whether the pattern serves the method. It may return false for a
// method that was registered later.
func (l *leaf) serves(m string) bool {
	if l.all && method.IsStandard(m) {
		return true
	}
	_, ok := l.methods[m]
	return ok && m != "*"
}

// route returns the Route of the pattern.
func (l *leaf) route(t *Table, method string) *Route {
	last := l.last.Load()
	if last == nil || last.Method != method {
		last = t.route(method, l.patterns)
		l.last.Store(last)
	}
	return last
}

// ambiguous stands for several patterns.
var ambiguous leaf

// add adds a pattern below n.
func (n *node) add(pattern string, l *leaf) {
	for pattern != "" {
		var segment string
		segment, pattern = cut(pattern)
		switch {
		case segment == "*":
			n.rest = only(n.rest, l)
			// A mount also adds routes here that chi does not list.
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

// only returns l, or ambiguous if another pattern is known at the same place.
func only(known, l *leaf) *leaf {
	if known != nil {
		return &ambiguous
	}
	return l
}

// isParam reports whether the segment is a parameter without a regular
// expression, such as {id}.
func isParam(segment string) bool {
	last := len(segment) - 1
	return last > 0 && segment[0] == '{' && segment[last] == '}' && !strings.ContainsAny(segment[1:last], "{}*:")
}

// child returns the node of a fixed segment.
func (n *node) child(segment string) *node {
	if n.fixed == nil {
		n.fixed = map[string]*node{}
	}
	if n.fixed[segment] == nil {
		n.fixed[segment] = &node{}
	}
	return n.fixed[segment]
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

// search finds the pattern of a router that a path matches, if only one pattern can match
// it. So it does not depend on the order in which chi tries patterns.
type search struct {
	found *leaf
	rest  string // the part of the path that the wildcard matches, after a slash
}

// from follows the path from n on. It returns false if there may be more than
// one pattern.
func (s *search) from(n *node, path string) bool {
	if path == "" {
		return s.add(n.end, "")
	}
	segment, rest := cut(path)
	if n.other || segment == "" && rest != "" || !s.add(n.rest, path) {
		return false
	}
	if next := n.fixed[segment]; next != nil && !s.from(next, rest) {
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
