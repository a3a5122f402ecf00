// Package method has names and tag values for the methods of RFC 9110 and RFC 5789.
package method

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// methods has the standard methods, and an empty one, which is GET as in net/http.
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
	http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace, "",
}

var names, tags = func() (names []string, tags []any) {
	for _, m := range methods {
		m = cmp.Or(m, http.MethodGet)
		names, tags = append(names, "HTTP "+m), append(tags, m)
	}
	return names, tags
}()

// IsStandard reports whether m is a standard method. The empty method is not.
func IsStandard(m string) bool { return m != "" && slices.Contains(methods, m) }

// Name returns the default name of the span of a call, such as "HTTP GET". It returns
// an empty string for a method that is not standard.
func Name(m string) string {
	if i := slices.Index(methods, m); i >= 0 {
		return names[i]
	}
	return ""
}

// Tag returns the value of http.method.
func Tag(m string) any {
	if i := slices.Index(methods, m); i >= 0 {
		return tags[i]
	}
	return text.Cut(m)
}
