package chitrace

import (
	"context"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/span"
)

// requestContext is the context of a traced request. Whatever descends from it
// has the span for opentracing.SpanFromContext, the request for this package,
// and the route context for chi, which asks several times for each nested router.
type requestContext struct {
	span.Context
	request *request
}

type requestKey struct{}

// Value implements [context.Context].
func (c *requestContext) Value(key any) any {
	switch key {
	case chi.RouteCtxKey:
		if live := c.request.match.Live(); live != nil {
			return live
		}
	case requestKey{}:
		return c.request
	}
	return c.Context.Value(key)
}

// fromContext returns the traced request that ctx belongs to, or nil.
func fromContext(ctx context.Context) *request {
	req, _ := ctx.Value(requestKey{}).(*request)
	return req
}
