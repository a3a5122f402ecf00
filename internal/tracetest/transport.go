package tracetest

import (
	"net/http"
	"net/http/httptest"
)

// RoundTripFunc is a transport.
type RoundTripFunc func(r *http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f RoundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Answer returns a transport that returns these.
func Answer(resp *http.Response, err error) RoundTripFunc {
	return func(*http.Request) (*http.Response, error) { return resp, err }
}

// InMemory returns a transport that has a handler serve the request.
func InMemory(h http.Handler) RoundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result(), nil
	}
}

// IdleCloser is a transport that counts how often its idle connections are closed.
type IdleCloser struct {
	http.RoundTripper
	Closed int
}

// CloseIdleConnections is what [http.Client.CloseIdleConnections] calls.
func (c *IdleCloser) CloseIdleConnections() { c.Closed++ }
