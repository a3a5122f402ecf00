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
	*config
	base http.RoundTripper
}

// NewTransport returns a transport that sends requests through base. A nil base
// is the [http.DefaultTransport] of now. That is not looked up again, so the
// result can be made the new default. Nil options are ignored.
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
	c := t.start(r)
	if c == nil {
		return t.base.RoundTrip(r)
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
