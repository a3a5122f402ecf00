package response

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
)

func TestContext(t *testing.T) {
	type key struct{}
	given := context.WithValue(t.Context(), key{}, "given")
	announced := context.WithValue(t.Context(), key{}, "announced")
	tests := []struct {
		name string
		wrap func(outer *Recorder, w http.ResponseWriter) http.ResponseWriter
		want context.Context
	}{
		{"none beneath", func(_ *Recorder, w http.ResponseWriter) http.ResponseWriter { return w }, given},
		{"beneath", (*Recorder).Wrap, announced},
		{"beneath another's writer", func(outer *Recorder, w http.ResponseWriter) http.ResponseWriter {
			return middleware.NewWrapResponseWriter(outer.Wrap(w), 1)
		}, announced},
		{"beneath another Recorder", func(outer *Recorder, w http.ResponseWriter) http.ResponseWriter {
			return new(Recorder).Wrap(outer.Wrap(w))
		}, announced},
		{"behind a writer that shows nothing", func(outer *Recorder, w http.ResponseWriter) http.ResponseWriter {
			return struct{ http.ResponseWriter }{outer.Wrap(w)}
		}, given},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			outer := &Recorder{}
			if got := outer.Context; got != nil {
				t.Errorf("got %v before any was set", got)
			}
			outer.Context = given
			Announce(announced, tt.wrap(outer, httptest.NewRecorder()))
			if got := outer.Context; got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// loop is a writer that unwraps to itself.
type loop struct{ http.ResponseWriter }

func (l loop) Unwrap() http.ResponseWriter { return l }

func TestAnnounceEnds(t *testing.T) {
	Announce(t.Context(), loop{httptest.NewRecorder()})
}
