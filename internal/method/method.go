// Package method knows the methods of RFC 9110 and RFC 5789, and has for each what
// spans need of it, made once.
package method

import (
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// standard is a method that every HTTP library knows.
type standard struct {
	name string // of a call
	tag  any
}

// methods has the standard ones. An empty method is GET, as net/http reads it.
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

// IsStandard reports whether m is one of them. The empty one is not.
func IsStandard(m string) bool {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// Name returns the name of a call that has no other, such as "HTTP GET". It
// returns an empty string for a method that is no standard one.
func Name(m string) string { return methods[m].name }

// Tag returns the value of http.method.
func Tag(m string) any {
	if known, ok := methods[m]; ok {
		return known.tag
	}
	return text.Cut(m)
}
