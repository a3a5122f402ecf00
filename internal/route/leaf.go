package route

import (
	"net/http"
	"sync/atomic"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

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

// ambiguous stands for several patterns.
var ambiguous leaf

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
