package response

import (
	"context"
	"net/http"
)

// Announce sets the Context of every Recorder beneath w. A middleware outside
// cannot see the context that one inside makes; by this, metrics find the span
// of a chitrace.Middleware below them. It panics if an Unwrap method does.
func Announce(ctx context.Context, w http.ResponseWriter) {
	for range maxDepth {
		if rec, ok := w.(interface{ setContext(ctx context.Context) }); ok {
			rec.setContext(ctx)
		}
		u, ok := w.(unwrapper)
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

func (rec *Recorder) setContext(ctx context.Context) { rec.Context = ctx }
