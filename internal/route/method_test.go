package route

import (
	"testing"

	"github.com/go-chi/chi/v5"
)

// A method may be registered after requests came in.
func TestMethod(t *testing.T) {
	for method, want := range map[string]string{"GET": "GET", "TRACE": "TRACE", "get": Other, "": Other, "BREW": Other, Other: Other} {
		if got := Method(method); got != want {
			t.Errorf("%q: got %q, want %q", method, got, want)
		}
	}
	_ = Method("REPORT")
	chi.RegisterMethod("REPORT")
	if got := Method("REPORT"); got != "REPORT" {
		t.Errorf("got %q", got)
	}
}
