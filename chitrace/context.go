package chitrace

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// requestContext is the context of a request. It and contexts derived from it have the
// span for opentracing.SpanFromContext and for this package, and the route context for
// chi.
//
// It is a separate allocation: a job may keep it long after the request has ended, and
// must not keep the request's body, form or writer.
type requestContext struct {
	span.Context
	span      span.Span               // not started if the request is not traced
	live      *chi.Context            // nil: the parent's is used
	request   atomic.Pointer[request] // nil once the span has ended
	untrusted *server                 // that does not trust the caller; nil if it does
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
		if c.untrusted != nil {
			return c.untrusted
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
func newContext(parent context.Context) *requestContext {
	c := &requestContext{}
	c.Carry(parent, &c.span)
	return c
}

// SpanFromRequest returns the server span of the request, not a span that was
// started below it. It returns nil if the request is not traced or its span is
// finished: the tracer may already use that span for another request.
func SpanFromRequest(r *http.Request) opentracing.Span {
	c := fromContext(r.Context())
	if c == nil {
		return nil
	}
	return c.span.Opentracing()
}

// SetOperationName sets the name of the server span of the request that ctx
// belongs to. Middleware keeps that name. Put no ids into it, so that the number of
// names stays small. An empty name is ignored, as is a request that is not traced or
// is finished. The last one counts.
func SetOperationName(ctx context.Context, name string) {
	if c := fromContext(ctx); c != nil && name != "" {
		c.span.SetOperationName(text.Name(name))
	}
}

// SetTag sets a tag on the server span of the request that ctx belongs to. A
// string is cut to 2,048 bytes and made valid UTF-8. A value that is neither a
// string, nor a number, nor a boolean becomes its text. An empty key is ignored,
// as is a request that is not traced, not sampled or finished.
func SetTag(ctx context.Context, key string, value any) {
	if c := fromContext(ctx); c != nil {
		c.span.SetTag(key, value)
	}
}

// LogError sets error=true on the server span of the request that ctx belongs
// to and logs err with event=error, error.kind (its Go type), error.object and
// message (its text). It does so for every status of the response. URLs in the text
// are shown without user info and query. A nil err is ignored, as is a request that
// is not traced or is finished. A span has at most 64 logs, and one more with the
// number of those that were dropped. If the span is not sampled, only the tag is set.
func LogError(ctx context.Context, err error) {
	if c := fromContext(ctx); c != nil && err != nil {
		c.span.LogError(err)
	}
}
