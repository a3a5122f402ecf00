package propagation

import (
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/header"
)

// plan says what a Transport does with a request.
type plan struct {
	header.Rules      // for the headers that are already in the request
	traces       bool // makes a span
	injects      bool // sends the context of the span
}

// planFor returns the plan for r. No tracer's header is sent if an inject filter, of this
// Transport or of the outer call, rejects r, or if the caller that sent them is not
// trusted. If the outer call has traced r, its Transport has removed the headers of an
// untrusted caller and of a redirect.
func (t *Transport) planFor(r *http.Request) (p plan) {
	outer := callAbove(r.Context())
	traced := outer.hasTraced(r, t)
	p.injects = t.config.injectFilters.Accept(t.config.Guard, "the inject filter", false, r) && (outer == nil || outer.injects)
	p.traces = !traced && t.config.Accepts(r)
	p.Rules = header.Rules{Baggage: !traced && leavesHost(r), Extractor: &t.config.extractor}
	if !p.injects || !traced && active.CallerIsUntrusted(r.Context()) {
		p.Except = header.Any
	}
	return p
}
