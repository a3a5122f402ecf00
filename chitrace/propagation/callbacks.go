package propagation

import "net/http"

// traces reports whether the filters want a span for r.
func (c *config) traces(r *http.Request) bool {
	for _, filter := range c.filters {
		if accepted, ok := attempt(filter, r); ok && !accepted {
			return false
		}
	}
	return true
}

// injects reports whether the filters let r carry the span's context. When in
// doubt it stays here.
func (c *config) injects(r *http.Request) bool {
	for _, filter := range c.injectFilters {
		if accepted, ok := attempt(filter, r); !ok || !accepted {
			return false
		}
	}
	return true
}

// isError reports whether a response of that status is an error.
func (c *config) isError(status int) bool {
	if c.errorStatus != nil {
		if is, ok := attempt(c.errorStatus, status); ok {
			return is
		}
	}
	return status >= http.StatusBadRequest
}

// attempt calls a callback of the user's. Where f panics, ok is false.
func attempt[A, R any](f func(A) R, arg A) (result R, ok bool) {
	defer func() { _ = recover() }()
	return f(arg), true
}

// safely calls f and swallows its panic.
func safely(f func()) {
	defer func() { _ = recover() }()
	f()
}
