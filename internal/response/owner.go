package response

import (
	"context"
	"iter"
	"net/http"
)

// Beneath returns the first Recorder beneath w, or w's own. It returns nil if there is
// none, or if an Unwrap method panics.
func Beneath(w http.ResponseWriter) *Recorder {
	defer func() { _ = recover() }()
	for range maxDepth {
		if wrapped, ok := w.(interface{ recorder() *Recorder }); ok {
			return wrapped.recorder()
		}
		u, ok := w.(unwrapper)
		if !ok {
			break
		}
		w = u.Unwrap()
	}
	return nil
}

func (rec *Recorder) recorder() *Recorder { return rec }

// andBeneath returns rec and the Recorders beneath it. rec may be nil.
func (rec *Recorder) andBeneath() iter.Seq[*Recorder] {
	return func(yield func(*Recorder) bool) {
		for n := 0; n < maxDepth && rec != nil && yield(rec); n++ {
			rec = Beneath(rec.beneath)
		}
	}
}

// OwnerOf returns the Owner of rec, or of the first Recorder beneath it whose Owner is a
// T. rec may be nil.
func OwnerOf[T any](rec *Recorder) (owner T, ok bool) {
	for rec := range rec.andBeneath() {
		if owner, ok = rec.Owner.(T); ok {
			break
		}
	}
	return owner, ok
}

// Announce calls SpanEnds(ctx) of every Owner, of rec and beneath it, that has this
// method. ctx is the context of a span that is about to end. A middleware outside cannot
// see the context of a middleware inside. By SpanEnds, package metrics gets the span of a
// chitrace.Middleware below it. rec may be nil.
func Announce(ctx context.Context, rec *Recorder) {
	for rec := range rec.andBeneath() {
		if owner, ok := rec.Owner.(interface{ SpanEnds(ctx context.Context) }); ok {
			owner.SpanEnds(ctx)
		}
	}
}
