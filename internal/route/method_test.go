package route

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestMethod(t *testing.T) {
	chi.RegisterMethod("PURGE")
	for method, want := range map[string]string{
		http.MethodGet:     http.MethodGet,
		http.MethodHead:    http.MethodHead,
		http.MethodPost:    http.MethodPost,
		http.MethodPut:     http.MethodPut,
		http.MethodPatch:   http.MethodPatch,
		http.MethodDelete:  http.MethodDelete,
		http.MethodConnect: http.MethodConnect,
		http.MethodOptions: http.MethodOptions,
		http.MethodTrace:   http.MethodTrace,
		"PURGE":            "PURGE",
		"purge":            Other,
		"get":              Other,
		"":                 Other,
		"BREW":             Other,
		Other:              Other,
	} {
		if got := Method(method); got != want {
			t.Errorf("%q: got %q, want %q", method, got, want)
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

func TestMethodsAreBounded(t *testing.T) {
	for i := range 10_000 {
		if got := Method(fmt.Sprintf("M%d", i)); got != Other {
			t.Fatalf("got %q, want %q", got, Other)
		}
	}
}
