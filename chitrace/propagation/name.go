package propagation

import (
	"context"
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/method"
	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

type operationNameKey struct{}

// ContextWithOperationName returns a context with the name of the spans of calls
// that are made with it. The name takes precedence over [WithOperationName]. An empty
// name removes one that was set further up. The name applies to every request with
// the context or one derived from it, so set it for each call. Put no ids into it.
func ContextWithOperationName(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, operationNameKey{}, name)
}

// nameOf returns the caller's name for the call, or else the method's.
func (c *config) nameOf(r *http.Request) string {
	if name, _ := r.Context().Value(operationNameKey{}).(string); name != "" {
		return text.Name(name)
	}
	name := method.Name(r.Method)
	if name == "" {
		name = "HTTP " + route.Method(r.Method)
	}
	if c.operationName == nil {
		return name
	}
	return c.Name(func() string { return c.operationName(r) }, name)
}
