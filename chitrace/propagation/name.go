package propagation

import (
	"context"
	"net/http"
	"strings"

	"github.com/opentracing-contrib/go-chi/internal/route"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

type operationNameKey struct{}

// ContextWithOperationName returns a context whose requests have spans of that
// name. It goes before [WithOperationName]. An empty name hides one that was set
// further up. The name holds for every request that is made with the context or
// one derived from it, so set it per call. Keep it bounded: no ids in it.
func ContextWithOperationName(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, operationNameKey{}, name)
}

// nameOf returns the caller's name for the call, or else the method's.
func (c *config) nameOf(r *http.Request) string {
	if name, _ := r.Context().Value(operationNameKey{}).(string); name != "" {
		return text.Name(name)
	}
	if c.operationName == nil {
		return methodName(r.Method)
	}
	return c.Name(func() string { return c.operationName(r) }, methodName(r.Method))
}

// methodName returns the default name of a call. There is one for each method
// that chi knows, and one for all others.
func methodName(method string) string {
	if name, ok := methodNames[method]; ok {
		return name
	}
	return "HTTP " + route.Method(method)
}

// methodNames are the names of the methods of RFC 9110 and RFC 5789, put
// together once. An empty method is GET, as net/http reads it.
var methodNames = func() map[string]string {
	names := map[string]string{"": "HTTP GET"}
	for _, method := range strings.Fields("GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE") {
		names[method] = "HTTP " + method
	}
	return names
}()
