package span

import (
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// methodTag returns the value of http.method. Those of RFC 9110 and RFC 5789
// are boxed once. An empty method is GET, as net/http reads it.
func methodTag(method string) any {
	if tag, ok := methodTags[method]; ok {
		return tag
	}
	return text.Cut(method)
}

var methodTags = func() map[string]any {
	tags := map[string]any{"": http.MethodGet}
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
	} {
		tags[method] = method
	}
	return tags
}()
