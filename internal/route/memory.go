package route

import (
	"slices"

	"github.com/go-chi/chi/v5"
)

// A handler may serve another request in memory with the context of its own request. chi
// then adds the patterns and parameters of both to one live context.

// position is a position in the lists of a live context.
type position struct{ pattern, param int }

func (m *Match) position() position {
	return position{len(m.live.RoutePatterns), len(m.live.URLParams.Keys)}
}

// begin returns the position where the request's own part of the live context begins.
func (m *Match) begin() (begin position) {
	if len(m.others) > 0 && m.others[0][0] == begin {
		begin = m.others[0][1]
	}
	return begin
}

// ServedBy marks the request as one that the handler of outer serves in memory. outer is
// nil if it has ended. Entries that the live context has by now are not the request's own,
// unless it is known where those of outer end. The returned function has to be called when
// the request has been served: entries that were added by then are not outer's. It returns
// nil if the request does not use outer's live context, or outer is nil.
func (m *Match) ServedBy(live *chi.Context, outer *Match) (served func()) {
	if !m.used || m.live != live {
		return nil
	}
	begin := m.position()
	if outer != nil && outer.ended != (position{}) {
		begin = outer.end(begin)
	}
	m.others = [][2]position{{{}, begin}}
	if outer == nil {
		return nil
	}
	return func() {
		if end := m.position(); end != begin { // else no chi router served it, and others may be served beside it
			outer.others = append(outer.others, [2]position{begin, end})
		}
	}
}

// HasServed reports whether the request has served another one in memory, below an
// endpoint and with the live context, so that this has entries of both.
func (m *Match) HasServed() bool {
	return m.ended != (position{}) && len(m.live.RoutePatterns) > m.ended.pattern
}

// end returns where the entries of m, and of the requests that it has served by now, end.
func (m *Match) end(limit position) position {
	end := m.ended
	if n := len(m.others); n > 0 && m.others[n-1][1].pattern > end.pattern {
		end = m.others[n-1][1]
	}
	return position{min(end.pattern, limit.pattern), min(end.param, limit.param)}
}

// own returns the live context without the entries of other requests.
func (m *Match) own() *chi.Context {
	if len(m.others) == 0 {
		return m.live
	}
	return m.withoutOthers()
}

func (m *Match) withoutOthers() *chi.Context {
	own, at, all := &chi.Context{}, position{}, m.position()
	for _, other := range append(slices.Clip(m.others), [2]position{all, all}) {
		for ; at.pattern < min(other[0].pattern, all.pattern); at.pattern++ {
			own.RoutePatterns = append(own.RoutePatterns, m.live.RoutePatterns[at.pattern])
		}
		for ; at.param < min(other[0].param, all.param); at.param++ {
			own.URLParams.Add(m.live.URLParams.Keys[at.param], m.live.URLParams.Values[at.param])
		}
		at = other[1]
	}
	return own
}

// SetRoute replaces the request's own patterns in rctx, a live context, by route.
func (m *Match) SetRoute(rctx *chi.Context, route string) {
	begin := 0
	if rctx == m.live {
		begin = min(m.begin().pattern, len(rctx.RoutePatterns))
	}
	rctx.RoutePatterns = append(rctx.RoutePatterns[:begin], route)
	m.byIndex = false // the index does not have this route
	if m.ended != (position{}) && rctx == m.live {
		m.ended = m.position()
	}
}
