package propagation

import (
	"net/http"
	"slices"
	"sync"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// callContext is the context of the request that the base gets. A Transport
// further down finds the call in it.
type callContext struct {
	span.Context
	call *call
}

type callKey struct{}

// Value implements [context.Context].
func (c *callContext) Value(key any) any {
	if key == (callKey{}) {
		return c.call
	}
	return c.Context.Value(key)
}

// below are the transports further down that have sent a call's request.
type below struct {
	mu   sync.Mutex
	seen []*Transport
}

// isFirst reports whether t has not sent the request before.
func (b *below) isFirst(t *Transport) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.Contains(b.seen, t) {
		return false
	}
	b.seen = append(b.seen, t)
	return true
}

// isTraced reports whether r is the request of a call that a Transport further up
// has made a span for. Other requests with the call's context are calls of their
// own: a retry, or one that fetches a token.
func (t *Transport) isTraced(r *http.Request) bool {
	outer, _ := r.Context().Value(callKey{}).(*call)
	return outer != nil && outer.isSame(r) && outer.below.isFirst(t)
}

// isSame reports whether r is the request of c, or a copy of it, and its context
// has no span further down.
func (c *call) isSame(r *http.Request) (same bool) {
	defer c.config.Guard.Recover("the tracer") // whose spans may not be comparable
	if active.Span(r.Context()) != c.span.Opentracing() {
		return false
	}
	return r == &c.request || isSameTarget(r, &c.request) || header.SameIDs(r.Header, c.request.Header)
}

func isSameTarget(a, b *http.Request) bool {
	if a.URL == nil || b.URL == nil {
		return false
	}
	return a.Method == b.Method && a.Host == b.Host && a.URL.String() == b.URL.String()
}
