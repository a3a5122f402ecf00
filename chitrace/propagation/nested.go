package propagation

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// callContext is the context of the request that the base gets. A Transport further down
// gets the call from it.
//
// It is a separate allocation: if the base serves the request in memory, a job may keep
// the context, and must not keep the request.
type callContext struct {
	span.Context
	span span.Span
	call atomic.Pointer[call] // nil once the base has returned
}

type callKey struct{}

// Value implements [context.Context].
func (c *callContext) Value(key any) any {
	if key == (callKey{}) {
		return c.call.Load()
	}
	return c.Context.Value(key)
}

// callAbove returns the call of a Transport further up whose span is the innermost
// one of ctx, or which has no span, but an inject filter that rejects it. It returns nil
// if there is none.
func callAbove(ctx context.Context) (outer *call) {
	c, _ := ctx.Value(callKey{}).(*call)
	if c == nil {
		return nil
	}
	defer c.config.Guard.Recover("the tracer") // whose spans may not be comparable
	innermost := c.context.span.Opentracing()
	if !c.context.span.IsStarted() {
		innermost = active.Span(c.original.Context())
	}
	if active.Span(ctx) == innermost {
		outer = c
	}
	return outer
}

// hasTraced reports whether r is the request of c, or a copy of it, and t gets it for the
// first time. Other requests with the call's context are separate calls, such as a retry
// or a request for a token.
func (c *call) hasTraced(r *http.Request, t *Transport) bool {
	if c != nil && !c.context.span.IsStarted() {
		return c.outer.hasTraced(r, t)
	}
	if c == nil || r != &c.request && !isSameTarget(r, &c.request) && !header.SameIDs(r.Header, c.request.Header) {
		return false
	}
	c.sentBy.CompareAndSwap(nil, new(sync.Map))
	_, again := c.sentBy.Load().LoadOrStore(t, true)
	return !again
}

func isSameTarget(a, b *http.Request) bool {
	if a.URL == nil || b.URL == nil {
		return false
	}
	return a.Method == b.Method && a.Host == b.Host && a.URL.String() == b.URL.String()
}
