package metrics

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/route"
)

// NewTransport returns an http.RoundTripper that sends requests through base and
// counts the calls to each host. A call ends when RoundTrip returns, before the
// response's body is read. A nil base is http.DefaultTransport at the time of the call
// to NewTransport. With a nil factory nothing is counted. Nil options are ignored.
//
// Call NewTransport once for each factory and share the result. It panics for the same
// reason as Middleware.
func NewTransport(base http.RoundTripper, factory metrics.Factory, opts ...Option) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{newMeter(clientMetrics, factory, opts), base}
}

type transport struct {
	meter *meter
	base  http.RoundTripper
}

// RoundTrip counts the call of the base.
func (t *transport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	m := t.meter
	if !m.counts(req) {
		return t.base.RoundTrip(req)
	}
	// Taken now: a base may change what it should not.
	method, host, begun := route.Method(cmp.Or(req.Method, http.MethodGet)), hostOf(req, m.config.hosts), time.Now()
	own := newOwnTags(m.config, req)
	if own != nil {
		req = own.request
	}
	m.inFlight.add(1)
	defer func() {
		defer m.inFlight.add(-1)
		if errors.Is(err, http.ErrSkipAltProtocol) {
			return // the base leaves the call to another transport
		}
		status := 0 // there is no response, for example if the base panics
		if resp != nil && err == nil {
			status = resp.StatusCode
		}
		m.count(host, method, status, own.all(), observation{duration: time.Since(begun), exemplar: m.config.exemplar(req.Context())})
	}()
	return t.base.RoundTrip(req)
}

// CloseIdleConnections calls the method of the base, if it has one.
func (t *transport) CloseIdleConnections() {
	if base, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}

const maxHost = 255 // bytes; a DNS name has at most 253

// hostOf returns the host tag of an outgoing request. named is empty or has the hosts
// that are not other.
func hostOf(req *http.Request, named map[string]bool) string {
	if req.URL == nil {
		return unknown
	}
	host := req.URL.Host[strings.LastIndexByte(req.URL.Host, '@')+1:] // user info is secret
	if len(named) > 0 {
		host = strings.ToLower(host)
	}
	switch {
	case host == "":
		return unknown
	case len(host) > maxHost, len(named) > 0 && !named[host]:
		return other
	}
	return host
}
