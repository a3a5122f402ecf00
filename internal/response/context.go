package response

import (
	"context"
	"net/http"
)

// SetContext sets the context that Context returns.
func (rec *Recorder) SetContext(ctx context.Context) { rec.ctx = ctx }

// Context returns the context of the request that the response is for: the one
// that was set last, by the owner of the Recorder or by Announce. It is nil if
// none was.
func (rec *Recorder) Context() context.Context { return rec.ctx }

// Announce tells every Recorder beneath w that the request goes on with ctx. A
// middleware outside cannot see the context that one inside makes; by this,
// metrics find the span of a chitrace.Middleware below them. It panics if an
// Unwrap method does.
func Announce(ctx context.Context, w http.ResponseWriter) {
	for range maxDepth {
		if r, ok := w.(recorder); ok {
			r.recorder().ctx = ctx
		}
		u, ok := w.(unwrapper)
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

// recorder is implemented by Recorder and by what its Wrap returns.
type recorder interface{ recorder() *Recorder }

func (rec *Recorder) recorder() *Recorder { return rec }
