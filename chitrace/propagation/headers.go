package propagation

import (
	"net/http"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
)

// rulesFor returns the rules for the headers that stand in r already. No tracer's
// header leaves if an inject filter says no, or if the caller that sent them is not
// trusted.
func (t *Transport) rulesFor(r *http.Request) header.Rules {
	rules := header.Rules{Injects: t.injects(r), Baggage: leavesHost(r), Extractor: &t.seen}
	if !rules.Injects || active.CallerIsUntrusted(r.Context()) {
		rules.Except = header.Any
	}
	return rules
}

// rulesBelow returns the rules for a request that a Transport further up has
// traced. That one has removed what it had to.
func (t *Transport) rulesBelow(r *http.Request) (rules header.Rules) {
	rules.Extractor = &t.seen
	if !t.injects(r) {
		rules.Except = header.Any
	}
	return rules
}

// injects reports whether all of the inject filters accept r. One that panics
// does not.
func (t *Transport) injects(r *http.Request) bool {
	return t.injectFilters.Accept(t.Guard, "the inject filter", false, r)
}

// makeHeader makes the base's header: what the tracer writes, and of the original
// what may be sent beside it.
func (c *call) makeHeader(tracer opentracing.Tracer, rules header.Rules) http.Header {
	h := make(http.Header, len(c.original.Header)+1)
	if rules.Injects {
		c.written.Header = h
		c.Guard.Do("the tracer", func() { c.written.Inject(tracer, c.span.Context()) })
		rules.Except |= c.seen.Learn(&c.written)
		if rules.Baggage {
			c.written.DropBaggage()
		}
	}
	rules.Copy(h, c.original.Header, tracer)
	return h
}

// sendUntraced sends r without a span, and without the headers that may not leave.
func (t *Transport) sendUntraced(r *http.Request, rules header.Rules) (*http.Response, error) {
	if rules.Except == 0 && !rules.Baggage {
		return t.base.RoundTrip(r)
	}
	tracer, _ := t.tracerAndParent(r.Context())
	request := *r
	request.Header = make(http.Header, len(r.Header))
	rules.Copy(request.Header, r.Header, tracer)
	resp, err := t.base.RoundTrip(&request)
	if resp != nil && resp.Request == &request {
		resp.Request = r
	}
	return resp, err
}
