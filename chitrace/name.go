package chitrace

import "github.com/opentracing-contrib/go-chi/internal/route"

// nameStart names the span for its start. Looked up, that is where the request
// is heading; otherwise as far as the router has come by now.
func (t *trace) nameStart(lookUp bool) {
	t.lookedUp = lookUp
	if lookUp {
		t.route = t.match.Route()
		t.name = t.nameOf(t.route)
	} else {
		t.route = t.match.Reached()
		t.name = t.route.Name
	}
}

// nameOf returns the user's name for a route, or else the route's own.
func (t *trace) nameOf(to *route.Route) string {
	if t.operationName == nil {
		return to.Name
	}
	name := try("", func() string { return t.operationName(to.Pattern, &t.request) })
	if name == "" {
		return to.Name
	}
	return name
}

// finalName returns the name for the final route. The user's function is called
// again only where that is not the route it was asked about at the start.
func (t *trace) finalName(final *route.Route) string {
	if t.lookedUp && final == t.route {
		return t.name
	}
	return t.nameOf(final)
}

// rename sets the final name, unless the handler chose one.
func (t *trace) rename(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.named && name != t.name {
		t.span.SetOperationName(name)
	}
}

// finalRoute returns the route once the handler is done.
func (t *trace) finalRoute() *route.Route {
	if t.match.Known() {
		return t.match.Route()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.learned != nil {
		return t.learned
	}
	return t.match.Reached()
}

// learn takes the route from a nested Middleware that stands below a router.
func (t *trace) learn(m *route.Match) {
	learned := m.Route()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.learned = learned
}
