package propagation

import "net/http"

// Transport is an [http.RoundTripper] that makes a client span of every round
// trip of its base: a redirect or a retry by the client is a round trip of its
// own, and so are sibling spans. It is made by [NewTransport], and safe for
// concurrent use if its base is.
type Transport struct {
	base   http.RoundTripper
	config config
}

// NewTransport returns a transport that sends requests through base. A nil base
// is the [http.DefaultTransport] of now: it is not looked up again, so that the
// result can be made the new default.
func NewTransport(base http.RoundTripper, opts ...Option) *Transport {
	if base == nil {
		base = http.DefaultTransport
	}
	return &Transport{base: base, config: newConfig(opts)}
}

// RoundTrip implements [http.RoundTripper]. Response and error are those of the
// base, except for the body, which ends the span; close it.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	c := start(&t.config, r)
	if c == nil {
		return t.base.RoundTrip(r)
	}
	defer c.unwind()
	resp, err := t.base.RoundTrip(&c.request)
	c.finish(resp, err)
	return resp, err
}

// CloseIdleConnections closes the idle connections of the base, if it knows how
// to. [http.Client.CloseIdleConnections] calls it.
func (t *Transport) CloseIdleConnections() {
	if base, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}
