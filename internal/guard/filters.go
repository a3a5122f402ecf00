package guard

import "net/http"

// Filters are the user's functions that accept or reject a request.
type Filters []func(r *http.Request) bool

// Add adds f. A nil f is ignored.
func (fs *Filters) Add(f func(r *http.Request) bool) {
	if f != nil {
		*fs = append(*fs, f)
	}
}

// Accept reports whether all filters accept r. The fallback is the result of a filter
// that panics. what names the filters in an error.
func (fs Filters) Accept(g *Guard, what string, fallback bool, r *http.Request) bool {
	for _, f := range fs {
		if !Get(g, what, fallback, func() bool { return f(r) }) {
			return false
		}
	}
	return true
}
