package metrics

import (
	"net/http"
	"time"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/route"
)

// NewTransport returns an http.RoundTripper that counts the calls to each host,
// and otherwise does what base does. A call is over when RoundTrip returns: with
// the response's header, its body yet to be read. See the package documentation
// for the metrics. A nil base is http.DefaultTransport as it is now, a nil factory
// counts nowhere, and nil options are ignored.
//
// Call NewTransport once per factory and share it: a gauge can only be set, so two
// in-flight counts would overwrite each other. Give a second one a Namespace of
// the factory.
func NewTransport(base http.RoundTripper, factory metrics.Factory, opts ...Option) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{newInstrumentation(clientMetrics, factory, opts), base}
}

type transport struct {
	*instrumentation
	base http.RoundTripper
}

// RoundTrip hands req to the base as it is.
func (t *transport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	// Taken now: a base may change what it should not.
	sent, begun := tags{method: method(req), place: t.label(host(req), unknown)}, t.now()
	t.inFlight.add(1)
	defer func() { t.finish(sent, begun, resp, err) }()
	return t.base.RoundTrip(req)
}

// CloseIdleConnections closes those of the base, where it has any.
func (t *transport) CloseIdleConnections() {
	if base, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}

// finish counts the call, however it ended: a base that panics gave no response.
func (t *transport) finish(sent tags, begun time.Time, resp *http.Response, err error) {
	defer t.inFlight.add(-1)
	c := noStatus
	if resp != nil && err == nil {
		c = classOf(resp.StatusCode)
	}
	t.count(sent, c, observation{duration: t.now().Sub(begun)})
}

// method returns the method of an outgoing request, where empty means GET.
func method(req *http.Request) string {
	if req.Method == "" {
		return http.MethodGet
	}
	return route.Method(req.Method)
}

// unknown is the host of calls whose URL names none.
const unknown = "unknown"

func host(req *http.Request) string {
	if req.URL == nil {
		return ""
	}
	return req.URL.Host
}
