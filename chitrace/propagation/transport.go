package propagation

import (
	"net/http"

	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// Transport is an [http.RoundTripper] that makes one client span for each round
// trip of its base. A redirect or a retry is another round trip; their spans are
// siblings. Make a Transport with [NewTransport]. It is safe for concurrent use if
// its base is.
type Transport struct {
	config *config
	base   http.RoundTripper
}

// NewTransport returns a transport that sends requests through base. A nil base is
// [http.DefaultTransport] at the time of the call to NewTransport. Nil options are
// ignored.
//
// A call has one span. If base is a Transport, or leads to one, that Transport makes
// no span. It applies its inject filters and sends the request. A new request that
// base makes with the context of the call, such as a retry, has its own span below
// that of the call.
//
// Use the result in your own clients. Do not assign it to http.DefaultTransport: code
// that asserts http.DefaultTransport.(*http.Transport) then panics, version 1 of
// AWS's SDK refuses it, and every client of the process is traced, including clients
// that report spans. docs/migrating.md shows another way.
func NewTransport(base http.RoundTripper, opts ...Option) *Transport {
	if base == nil {
		base = http.DefaultTransport
	}
	c := &config{Config: span.NewConfig(ext.SpanKindRPCClientEnum, defaultComponent, http.StatusBadRequest)}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	c.Reserve()
	return &Transport{config: c, base: base}
}

// RoundTrip implements [http.RoundTripper]. It returns the response and the error of
// the base. The response's body is wrapped and ends the span, so close it.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	p := t.planFor(r)
	if !p.traces && p.Except == 0 && !p.Baggage {
		return t.base.RoundTrip(r)
	}
	c := t.newCall(r, p)
	defer c.unwind()
	resp, err := t.base.RoundTrip(&c.request)
	c.finish(resp, err)
	return resp, err
}

// plan says what a Transport does with a request.
type plan struct {
	header.Rules       // for the headers that are already in the request
	traces       bool  // makes a span
	injects      bool  // sends the context of the span
	outer        *call // of a Transport further up; nil if there is none
}

// planFor returns the plan for r. No tracer's header is sent if an inject filter, of this
// Transport or of the outer call, rejects r, or if the caller that sent them is not
// trusted. If the outer call has traced r, its Transport has removed the headers of an
// untrusted caller and of a redirect.
func (t *Transport) planFor(r *http.Request) (p plan) {
	p.outer = callAbove(r.Context())
	traced := p.outer.hasTraced(r, t)
	p.injects = t.config.injectFilters.Accept(t.config.Guard, "the inject filter", false, r) && (p.outer == nil || p.outer.injects)
	p.traces = !traced && t.config.Accepts(r)
	p.Rules = header.Rules{Baggage: !traced && leavesHost(r), Extractor: &t.config.extractor}
	untrusted := !traced && active.CallerIsUntrusted(r.Context())
	if !p.injects || untrusted {
		p.Except = header.Any
	}
	if untrusted {
		p.IgnoredBy = active.IgnoredBy(r.Context())
	}
	return p
}

// CloseIdleConnections closes the idle connections of the base, if it has such a
// method. [http.Client.CloseIdleConnections] calls it.
func (t *Transport) CloseIdleConnections() {
	if base, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}
