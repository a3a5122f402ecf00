package route

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestMethod(t *testing.T) {
	chi.RegisterMethod("PURGE")
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace, "PURGE",
	} {
		if got := Method(method); got != method {
			t.Errorf("got %q, want %q", got, method)
		}
	}
	for _, method := range []string{"purge", "get", "", "BREW", Other} {
		if got := Method(method); got != Other {
			t.Errorf("%q: got %q, want %q", method, got, Other)
		}
	}
}

// A method may be registered after requests came in.
func TestMethodRegisteredLate(t *testing.T) {
	if got := Method("REPORT"); got == "REPORT" {
		t.Skip("with -count, an earlier run registered it: chi cannot forget")
	} else if got != Other {
		t.Fatalf("got %q, want %q", got, Other)
	}
	chi.RegisterMethod("REPORT")
	if got := Method("REPORT"); got != "REPORT" {
		t.Errorf("got %q", got)
	}
}
