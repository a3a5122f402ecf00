package route

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestWrapped(t *testing.T) {
	served := false
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served = true })

	if _, ok := Wrapped(http.HandlerFunc(none), h).(chi.Routes); ok {
		t.Error("a handler turned into a router")
	}
	wrapped := Wrapped(testRouter(), h)
	routes, ok := wrapped.(chi.Routes)
	if !ok {
		t.Fatal("a router turned into a handler")
	}
	if got := routes.Find(chi.NewRouteContext(), http.MethodGet, "/users/7"); got != "/users/{userID}" {
		t.Errorf("found %q", got)
	}
	if got := len(routes.Routes()); got != 3 {
		t.Errorf("got %d routes, want 3", got)
	}
	wrapped.ServeHTTP(httptest.NewRecorder(), get(t, "/"))
	if !served {
		t.Error("the router served, rather than the handler around it")
	}
}
