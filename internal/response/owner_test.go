package response

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
)

// loop is a writer that unwraps to itself.
type loop struct{ http.ResponseWriter }

func (l loop) Unwrap() http.ResponseWriter { return l }

// broken is a writer whose Unwrap panics.
type broken struct{ http.ResponseWriter }

func (broken) Unwrap() http.ResponseWriter { panic("broken") }

// heard is the last context that a Recorder was told of.
type heard struct{ ctx context.Context }

func (h *heard) SpanEnds(ctx context.Context) { h.ctx = ctx }

func TestAnnounce(t *testing.T) {
	var h heard
	outer, between, other := Recorder{Owner: &h}, Recorder{}, Recorder{Owner: new(heard)}
	w := httptest.NewRecorder()
	for name, tt := range map[string]struct {
		w    http.ResponseWriter
		want bool
	}{
		"beneath":                            {outer.Wrap(w, get), true},
		"beneath another's writer":           {middleware.NewWrapResponseWriter(outer.Wrap(w, get), 1), true},
		"beneath another Recorder":           {between.Wrap(outer.Wrap(w, get), get), true},
		"behind a writer that shows nothing": {struct{ http.ResponseWriter }{outer.Wrap(w, get)}, false},
		"not beneath":                        {other.Wrap(w, get), false},
		"not beneath a circle":               {loop{w}, false},
		"not beneath a broken writer":        {broken{outer.Wrap(w, get)}, false},
	} {
		h.ctx = nil
		var inner Recorder
		Announce(t.Context(), Beneath(inner.Wrap(tt.w, get)))
		if owner, _ := OwnerOf[*heard](Beneath(tt.w)); (owner == &h) != tt.want {
			t.Errorf("%s: got owner %p, want it: %t", name, owner, tt.want)
		}
		if got := h.ctx != nil; got != tt.want {
			t.Errorf("%s: told: %t, want %t", name, got, tt.want)
		}
	}
}
