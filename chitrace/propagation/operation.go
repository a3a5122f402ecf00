package propagation

import (
	"context"
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/route"
)

type operationNameKey struct{}

// ContextWithOperationName returns a context whose requests have spans of that
// name. It goes before [WithOperationName]; "" stands for no name of the
// caller's, which hides a name further up. The name holds for every request
// made with the context or one derived from it, so set it per call.
func ContextWithOperationName(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, operationNameKey{}, name)
}

// nameOf returns the caller's name for the call, or the method's.
func (c *config) nameOf(r *http.Request, m method) string {
	if name, _ := r.Context().Value(operationNameKey{}).(string); name != "" {
		return name
	}
	if c.operationName != nil {
		if name, _ := attempt(c.operationName, r); name != "" {
			return name
		}
	}
	return m.operation
}

// method is what a request method gives the span, made beforehand for those of
// RFC 9110, so that it costs no allocation.
type method struct {
	operation string
	tag       any
}

func newMethod(name string) method {
	return method{operation: "HTTP " + name, tag: name}
}

var methods = func() map[string]method {
	known := make(map[string]method)
	for _, name := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
	} {
		known[name] = newMethod(name)
	}
	known[""] = known[http.MethodGet] // as net/http reads it
	return known
}()

func methodOf(r *http.Request) method {
	if known, ok := methods[r.Method]; ok {
		return known
	}
	return method{operation: "HTTP " + route.Method(r.Method), tag: r.Method}
}
