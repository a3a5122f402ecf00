package response

import (
	"context"
	"net/http"
)

// Beneath returns the first Recorder beneath w, or w's own. It returns nil if there is
// none, or if an Unwrap method panics.
func Beneath(w http.ResponseWriter) *Recorder {
	if _, ok := w.(unwrapper); !ok { // the usual case takes no longer than this
		return nil
	}
	defer func() { _ = recover() }()
	if found, ok := find[interface{ recorder() *Recorder }](w); ok {
		return found.recorder()
	}
	return nil
}

func (rec *Recorder) recorder() *Recorder { return rec }

// OwnerOf returns the Owner of rec, or of the first Recorder beneath it whose Owner is a
// T. rec may be nil.
func OwnerOf[T any](rec *Recorder) (owner T, ok bool) {
	for n := 0; n < maxDepth && rec != nil && !ok; n++ {
		owner, ok = rec.Owner.(T)
		rec = Beneath(rec.beneath)
	}
	return owner, ok
}

// Announce calls SpanEnds(ctx) of every Owner, of rec and beneath it, that has this
// method. ctx is the context of a span that is about to end. A middleware outside cannot
// see the context of a middleware inside. By SpanEnds, package metrics gets the span of a
// chitrace.Middleware below it. rec may be nil.
func Announce(ctx context.Context, rec *Recorder) {
	for n := 0; n < maxDepth && rec != nil; n++ {
		if owner, ok := rec.Owner.(interface{ SpanEnds(ctx context.Context) }); ok {
			owner.SpanEnds(ctx)
		}
		rec = Beneath(rec.beneath)
	}
}
