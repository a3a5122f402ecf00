package response

import (
	"context"
	"net/http"
)

// OwnerOf returns the Owner of the first Recorder beneath w whose Owner is a T. It panics
// if an Unwrap method panics.
func OwnerOf[T any](w http.ResponseWriter) (owner T, ok bool) {
	eachRecorder(w, func(rec *Recorder) bool {
		owner, ok = rec.Owner.(T)
		return !ok
	})
	return owner, ok
}

// Announce calls SpanEnds(ctx) of every Owner beneath rec that has this method.
// ctx is the context of a span that is about to end. A middleware outside cannot see
// the context of a middleware inside. By SpanEnds, package metrics gets the span of a
// chitrace.Middleware below it. Announce panics if an Unwrap method panics.
func (rec *Recorder) Announce(ctx context.Context) {
	eachRecorder(rec.beneath, func(outer *Recorder) bool {
		if owner, ok := outer.Owner.(interface{ SpanEnds(ctx context.Context) }); ok {
			owner.SpanEnds(ctx)
		}
		return true
	})
}

// eachRecorder calls f for the Recorders beneath w, from the innermost on, until
// f returns false.
func eachRecorder(w http.ResponseWriter, f func(rec *Recorder) bool) {
	for range maxDepth {
		if wrapped, ok := w.(interface{ recorder() *Recorder }); ok && !f(wrapped.recorder()) {
			return
		}
		u, ok := w.(unwrapper)
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

func (rec *Recorder) recorder() *Recorder { return rec }
