package route

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
)

func contextWith(patterns ...string) *chi.Context {
	rctx := chi.NewRouteContext()
	rctx.RoutePatterns = patterns
	return rctx
}

func TestRoute(t *testing.T) {
	tests := []struct {
		method      string
		rctx        *chi.Context
		wantPattern string
		wantName    string
	}{
		{"GET", contextWith(), "", "HTTP GET"},
		{"GET", contextWith("/"), "/", "GET /"},
		{"GET", contextWith("/users/{userID}"), "/users/{userID}", "GET /users/{userID}"},
		{"GET", contextWith("/v1/*", "/users/{userID}"), "/v1/users/{userID}", "GET /v1/users/{userID}"},
		{"GET", contextWith("/v1/*", "/"), "/v1", "GET /v1"},
		{"GET", contextWith("/v1/*"), "/v1/*", "GET /v1/*"},
		{"POST", contextWith("/users"), "/users", "POST /users"},
		{Other, contextWith(), "", "HTTP OTHER"},
		{Other, contextWith("/users"), "/users", "HTTP OTHER"},
	}
	table := new(Table)
	for _, time := range []string{"first", "second"} {
		for _, tt := range tests {
			got := table.route(tt.method, tt.rctx)
			if got.Method != tt.method || got.Pattern != tt.wantPattern || got.Name != tt.wantName {
				t.Errorf("%s time: got %+v, want %q of %q", time, got, tt.wantName, tt.wantPattern)
			}
			if got.PatternTag != tt.wantPattern {
				t.Errorf("%s time: got tag %v", time, got.PatternTag)
			}
		}
	}
}

// The same patterns of other methods, patterns that read the same when joined,
// and patterns too long for the stack are kept apart.
func TestTableKeeps(t *testing.T) {
	table := new(Table)
	long := strings.Repeat("/segment", 50)
	for _, method := range []string{"GET", "POST"} {
		for _, pattern := range []string{"/", "/users", long, long + "/{id}"} {
			first := table.route(method, contextWith(pattern))
			if second := table.route(method, contextWith(pattern)); second != first {
				t.Errorf("made %q twice", first.Name)
			}
			if want := method + " " + pattern; first.Name != want {
				t.Errorf("got %q, want %q", first.Name, want)
			}
		}
	}
}

func TestTableTellsPatternsApart(t *testing.T) {
	table := new(Table)
	one, two := contextWith("/a/b"), contextWith("/a", "/b")
	if route := table.route(http.MethodGet, one); !slices.Equal(route.patterns, one.RoutePatterns) || route == table.route(http.MethodGet, two) {
		t.Error("two patterns are taken for one")
	}
}

// A program with more patterns than the table holds still gets the right names.
func TestTableIsBounded(t *testing.T) {
	table := new(Table)
	for range 2 {
		for i := range 2 * maxRoutes {
			pattern := fmt.Sprintf("/p%d", i)
			if got, want := table.route(http.MethodGet, contextWith(pattern)).Name, "GET "+pattern; got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
	}
	if got := len(table.routes()); got != maxRoutes {
		t.Errorf("keeps %d routes, want %d", got, maxRoutes)
	}
}

// The table keeps no memory of a request: neither the method's, nor the slice of
// patterns that chi uses for the next one.
func TestTableCopies(t *testing.T) {
	table := new(Table)
	rctx := contextWith("/a/*", "/b")
	kept := table.route(http.MethodGet, rctx)
	rctx.RoutePatterns[1] = "/c"
	if !slices.Equal(kept.patterns, []string{"/a/*", "/b"}) {
		t.Error("the route changed along with chi's context")
	}
	if got := table.route(http.MethodGet, rctx).Name; got != "GET /a/c" {
		t.Errorf("got %q", got)
	}
}

func TestTableConcurrently(t *testing.T) {
	table := new(Table)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				pattern := fmt.Sprintf("/p%d", i)
				if got := table.route(http.MethodGet, contextWith(pattern)).Pattern; got != pattern {
					t.Errorf("got %q, want %q", got, pattern)
				}
			}
		})
	}
	wg.Wait()
	if got := len(table.routes()); got != 200 {
		t.Errorf("keeps %d routes, want 200", got)
	}
}
