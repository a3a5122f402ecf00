package guard

import "net/http"

// Filters are functions of the user's that a request has to pass.
type Filters []func(r *http.Request) bool

// Add adds f. A nil f is ignored.
func (fs *Filters) Add(f func(r *http.Request) bool) {
	if f != nil {
		*fs = append(*fs, f)
	}
}

// Accept reports whether all of them accept r. The fallback stands for one that
// panics.
func (fs Filters) Accept(g *Guard, what string, fallback bool, r *http.Request) bool {
	for _, f := range fs {
		if !Get(g, what, fallback, func() bool { return f(r) }) {
			return false
		}
	}
	return true
}
