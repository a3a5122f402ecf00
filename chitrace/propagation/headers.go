package propagation

import (
	"net/http"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
)

// rulesFor returns the rules for the headers that are already in r. No tracer's header is
// sent if an inject filter, of this Transport or of the outer call, rejects r, or if the
// caller that sent them is not trusted. If the outer call has traced r, its Transport has
// removed the headers of an untrusted caller and of a redirect.
func (t *Transport) rulesFor(r *http.Request, outer *call, traced bool) header.Rules {
	accepted := t.config.injectFilters.Accept(t.config.Guard, "the inject filter", false, r)
	rules := header.Rules{
		Injects:   accepted && (outer == nil || outer.injects),
		Baggage:   !traced && leavesHost(r),
		Extractor: &t.config.extractor,
	}
	if !rules.Injects || !traced && active.CallerIsUntrusted(r.Context()) {
		rules.Except = header.Any
	}
	return rules
}

// makeHeader returns the header for the base: the tracer's headers, and those of the
// original that may be sent on.
func (c *call) makeHeader(tracer opentracing.Tracer, rules header.Rules) http.Header {
	h := make(http.Header, len(c.original.Header)+1)
	c.written.Header = h
	c.injects = rules.Injects
	if rules.Injects {
		c.config.Guard.Do("the tracer", func() { c.written.Inject(tracer, c.span.Context()) })
		rules.Except |= c.config.extractor.Learn(&c.written)
		if rules.Baggage {
			c.written.DropBaggage()
		}
	}
	rules.Copy(&c.written, c.original.Header, tracer)
	return h
}

// sendUntraced sends r without a span, and without the headers that must not be sent.
func (t *Transport) sendUntraced(r *http.Request, rules header.Rules) (*http.Response, error) {
	if rules.Except == 0 && !rules.Baggage {
		return t.base.RoundTrip(r)
	}
	tracer, _ := t.config.tracerAndParent(r.Context())
	sent := header.Writer{Header: make(http.Header, len(r.Header))}
	rules.Copy(&sent, r.Header, tracer)
	request := *r
	request.Header = sent.Header
	resp, err := t.base.RoundTrip(&request)
	if resp != nil && resp.Request == &request {
		resp.Request = r
	}
	return resp, err
}
