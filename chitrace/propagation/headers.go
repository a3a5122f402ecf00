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
func (t *Transport) rulesFor(r *http.Request, outer *call, traced bool) (rules header.Rules, injects bool) {
	injects = t.config.injectFilters.Accept(t.config.Guard, "the inject filter", false, r) && (outer == nil || outer.injects)
	rules = header.Rules{Baggage: !traced && leavesHost(r), Extractor: &t.config.extractor}
	if !injects || !traced && active.CallerIsUntrusted(r.Context()) {
		rules.Except = header.Any
	}
	return rules, injects
}

// inject has the tracer write its headers. Stale headers of the same families are then not
// sent on.
func (c *call) inject(tracer opentracing.Tracer, rules *header.Rules) {
	c.config.Guard.Do("the tracer", func() { c.written.Inject(tracer, c.span.Context()) })
	rules.Except |= c.config.extractor.Learn(&c.written)
	if rules.Baggage {
		c.written.DropBaggage()
	}
}
