package route

import (
	"net/http"
	"slices"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// ask reports whether the router has an endpoint, and leaves in rctx how it gets
// there. A look-up changes its context, so rctx is never the live one.
func (m *Match) ask(rctx *chi.Context, q query) bool {
	if q.ask(rctx) {
		return true
	}
	// middleware.GetHead may be going to serve it; if not, that shows later.
	if m.method == http.MethodHead && m.live.RouteMethod == "" {
		q.method = http.MethodGet
		return q.ask(rctx)
	}
	return false
}

// ask asks the router once. One that panics has no endpoint.
func (q query) ask(rctx *chi.Context) bool {
	defer silent.Recover("the router")
	rctx.Reset()
	rctx.RoutePatterns = append(rctx.RoutePatterns, q.router.patterns...)
	return q.router.routes.Match(rctx, q.method, q.path)
}

var silent *guard.Guard // tells nobody of a panic

var contexts = sync.Pool{New: func() any { return chi.NewRouteContext() }}

// Params returns those of the URL parameters that the route has: as the router
// found them, and if it has not come to an endpoint, those of where the request
// was heading.
func (m *Match) Params(names []string) map[string]string {
	if !m.Known() {
		return nil
	}
	has := make(map[string]string, len(names))
	add := func(params chi.RouteParams) {
		for i, key := range params.Keys {
			if slices.Contains(names, key) {
				has[key] = params.Values[i] // of several the last, as for chi.URLParam
			}
		}
	}
	add(m.own().URLParams)
	if q := m.query(); q.router != nil {
		rctx := contexts.Get().(*chi.Context)
		defer contexts.Put(rctx)
		if m.ask(rctx, q) {
			add(rctx.URLParams)
		}
	}
	return has
}
