package route

import "github.com/go-chi/chi/v5"

// A handler may serve another request in memory with the context of its own request. chi
// then adds the patterns and parameters of both to one live context.

// position is a position in the lists of a live context.
type position struct{ pattern, param int }

func (m *Match) position() position {
	return position{len(m.live.RoutePatterns), len(m.live.URLParams.Keys)}
}

// shared describes the part of a live context that is a request's own.
type shared struct {
	begin  position // entries before it belong to the outer request
	others []others
}

// others is the part of a live context that another request has added.
type others struct{ from, to position }

// begin returns the position where the request's own part of the live context begins.
func (m *Match) begin() position {
	if m.shared == nil {
		return position{}
	}
	return m.shared.begin
}

// ServedBy marks the request as one that the handler of outer serves in memory. Entries
// that the live context has by now are not its own. The returned function has to be
// called when the request has been served: entries that were added by then are not
// outer's. It returns nil if the two do not share a live context.
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

// own returns the live context without the entries of other requests.
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

// SetRoute replaces the request's own patterns in rctx, a live context, by route.
func (m *Match) SetRoute(rctx *chi.Context, route string) {
	begin := 0
	if rctx == m.live {
		begin = min(m.begin().pattern, len(rctx.RoutePatterns))
	}
	rctx.RoutePatterns = append(rctx.RoutePatterns[:begin], route)
}
