// Package method has names and tag values for the methods of RFC 9110 and RFC 5789.
package method

import (
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// standard is a method of the RFCs.
type standard struct {
	name string // of the span of a call
	tag  any
}

// methods has the standard methods. An empty method is GET, as in net/http.
var methods = func() map[string]standard {
	all := map[string]standard{"": {"HTTP GET", http.MethodGet}}
	for _, m := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
	} {
		all[m] = standard{"HTTP " + m, m}
	}
	return all
}()

// IsStandard reports whether m is a standard method. The empty method is not.
func IsStandard(m string) bool {
	switch m { // a look-up of a route asks for each router, and a map takes longer
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// Name returns the default name of the span of a call, such as "HTTP GET". It returns
// an empty string for a method that is not standard.
func Name(m string) string { return methods[m].name }

// Tag returns the value of http.method.
func Tag(m string) any {
	if known, ok := methods[m]; ok {
		return known.tag
	}
	return text.Cut(m)
}
