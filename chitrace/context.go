package chitrace

import (
	"context"
	"sync/atomic"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// requestContext is the context of a request. What descends from it has the span
// for opentracing.SpanFromContext and for this package, and the route context for
// chi, which asks several times for each nested router.
//
// It is an allocation of its own: a job may keep it long after the request has
// ended, and must not keep the request's body, form or writer.
type requestContext struct {
	span.Context
	span      span.Span               // not started if the request is not traced
	live      *chi.Context            // nil: that of the parent counts
	request   atomic.Pointer[request] // nil once the span has ended
	untrusted bool                    // the caller is not trusted
}

type requestKey struct{}

// Value implements [context.Context].
func (c *requestContext) Value(key any) any {
	switch key {
	case chi.RouteCtxKey:
		if c.live != nil {
			return c.live
		}
	case requestKey{}:
		return c
	case active.UntrustedKey{}:
		if c.untrusted {
			return true
		}
	}
	return c.Context.Value(key)
}

// fromContext returns the context of the request that ctx belongs to, or nil.
func fromContext(ctx context.Context) *requestContext {
	c, _ := ctx.Value(requestKey{}).(*requestContext)
	return c
}

// newContext returns a context for a request with no span yet.
func newContext(parent context.Context, untrusted bool) *requestContext {
	c := &requestContext{untrusted: untrusted}
	c.Carry(parent, &c.span)
	return c
}
