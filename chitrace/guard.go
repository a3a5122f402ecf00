package chitrace

// swallow, when deferred, keeps a panic in the tracer or in a callback of the
// user's away from the request.
func swallow() { _ = recover() }

// try returns what f returns, or fallback where f panics.
func try[T any](fallback T, f func() T) (result T) {
	result = fallback
	defer swallow()
	return f()
}
