package route

import "github.com/go-chi/chi/v5"

// A handler may serve another request in memory with the context of its own. chi
// then adds the patterns and parameters of both to one live context.

// position is a place in a live context.
type position struct{ pattern, param int }

func (m *Match) position() position {
	return position{len(m.live.RoutePatterns), len(m.live.URLParams.Keys)}
}

// shared tells which part of a live context is a request's own.
type shared struct {
	begin  position // what is before it belongs to the request around this one
	others []others
}

// others is the part of a live context that another request has added.
type others struct{ from, to position }

// begin is where the request's own part of the live context begins.
func (m *Match) begin() position {
	if m.shared == nil {
		return position{}
	}
	return m.shared.begin
}

// ServedBy says that the request is one of its own, which the handler of the outer
// one serves in memory. What the live context has by now is not its own. It
// returns a function to call when the request has been served: what was added then
// is not the outer one's. It returns nil if the two share no live context.
func (m *Match) ServedBy(outer *Match) (served func()) {
	if m.source != fromChi || m.live != outer.live {
		return nil
	}
	m.shared = &shared{begin: m.position()}
	return func() {
		end := m.position()
		if end == m.begin() { // no chi router served it, and others may be served beside it
			return
		}
		if outer.shared == nil {
			outer.shared = &shared{}
		}
		outer.shared.others = append(outer.shared.others, others{m.begin(), end})
	}
}

// own returns the live context less what belongs to other requests.
func (m *Match) own() *chi.Context {
	if m.shared == nil {
		return m.live
	}
	own := &chi.Context{}
	at := m.begin()
	add := func(to position) {
		to.pattern, to.param = min(to.pattern, len(m.live.RoutePatterns)), min(to.param, len(m.live.URLParams.Keys))
		if at.pattern < to.pattern {
			own.RoutePatterns = append(own.RoutePatterns, m.live.RoutePatterns[at.pattern:to.pattern]...)
		}
		for ; at.param < to.param; at.param++ {
			own.URLParams.Add(m.live.URLParams.Keys[at.param], m.live.URLParams.Values[at.param])
		}
	}
	for _, o := range m.shared.others {
		add(o.from)
		at = o.to
	}
	add(m.position())
	return own
}

// SetRoute sets the patterns that rctx, a live context, has of the request.
func (m *Match) SetRoute(rctx *chi.Context, route string) {
	begin := 0
	if rctx == m.live {
		begin = min(m.begin().pattern, len(rctx.RoutePatterns))
	}
	rctx.RoutePatterns = append(rctx.RoutePatterns[:begin], route)
}
