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

func TestAnnounce(t *testing.T) {
	type key struct{}
	given := context.WithValue(t.Context(), key{}, "given")
	announced := context.WithValue(t.Context(), key{}, "announced")
	var outer, other Recorder
	w := httptest.NewRecorder()
	tests := []struct {
		name string
		w    http.ResponseWriter
		want context.Context
	}{
		{"beneath", outer.Wrap(w), announced},
		{"beneath another's writer", middleware.NewWrapResponseWriter(outer.Wrap(w), 1), announced},
		{"beneath another Recorder", other.Wrap(outer.Wrap(w)), announced},
		{"behind a writer that shows nothing", struct{ http.ResponseWriter }{outer.Wrap(w)}, given},
		{"not beneath", w, given},
		{"not beneath a circle", loop{w}, given},
	}
	for _, tt := range tests {
		outer.Context = given
		Announce(announced, tt.w)
		if outer.Context != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, outer.Context, tt.want)
		}
	}
}
