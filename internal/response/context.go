package response

import "context"

// Announce calls SpanEnds of every Recorder beneath rec. A middleware outside
// cannot see the context that one inside makes; by this, metrics find the span
// of a chitrace.Middleware below them while it is open. Announce panics if an
// Unwrap method does.
func (rec *Recorder) Announce(ctx context.Context) {
	w := rec.beneath
	for range maxDepth {
		if outer, ok := w.(interface{ spanEnds(ctx context.Context) }); ok {
			outer.spanEnds(ctx)
		}
		u, ok := w.(unwrapper)
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

func (rec *Recorder) spanEnds(ctx context.Context) {
	if rec.SpanEnds != nil {
		rec.SpanEnds.SpanEnds(ctx)
	}
}
