package propagation

import (
	"net/http"

	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/span"
)

// Transport is an [http.RoundTripper] that makes one client span for each round
// trip of its base. A redirect or a retry is a round trip of its own; their spans
// are siblings. A Transport is made by [NewTransport]. It is safe for concurrent
// use if its base is.
type Transport struct {
	config *config
	base   http.RoundTripper
}

// NewTransport returns a transport that sends requests through base. A nil base
// is the [http.DefaultTransport] of now. That is not looked up again. Nil options
// are ignored.
//
// A call is one span: if base is a Transport, or leads to one, that one only sends
// the request, and asks its inject filters. A new request that base makes with the
// context of the call, such as a retry, has a span of its own below the call's.
//
// Give the result to the clients of your own. Do not make it the new
// http.DefaultTransport: code that asserts http.DefaultTransport.(*http.Transport)
// panics then, version 1 of AWS's SDK refuses it, and every client of the process
// is traced, one that reports spans included. docs/migrating.md has the remedy.
func NewTransport(base http.RoundTripper, opts ...Option) *Transport {
	if base == nil {
		base = http.DefaultTransport
	}
	c := &config{Config: span.NewConfig(ext.SpanKindRPCClientEnum, "net/http", http.StatusBadRequest)}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	c.Reserve()
	return &Transport{config: c, base: base}
}

// RoundTrip implements [http.RoundTripper]. Response and error are those of the
// base, except for the body, which ends the span. Close it.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	outer := callAbove(r.Context())
	if outer.hasTraced(r, t) {
		return t.sendUntraced(r, t.rulesBelow(r))
	}
	rules := t.rulesFor(r, outer)
	c := t.start(r, rules)
	if c == nil {
		return t.sendUntraced(r, rules)
	}
	defer c.unwind()
	resp, err := t.base.RoundTrip(&c.request)
	c.finish(resp, err)
	return resp, err
}

// CloseIdleConnections closes the idle connections of the base, if it has such a
// method. [http.Client.CloseIdleConnections] calls it.
func (t *Transport) CloseIdleConnections() {
	if base, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}
