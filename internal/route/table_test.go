package route

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

func patterns(patterns ...string) []string { return patterns }

// Each method and list of patterns has one route, be the patterns too long for
// the stack or the same as others when joined.
func TestTable(t *testing.T) {
	long := strings.Repeat("/segment", 50)
	tests := []struct {
		method      string
		patterns    []string
		wantMethod  string
		wantPattern string
		wantName    string
	}{
		{"GET", patterns(), "GET", "", "HTTP GET"},
		{"GET", patterns("/"), "GET", "/", "GET /"},
		{"GET", patterns("/users"), "GET", "/users", "GET /users"},
		{"POST", patterns("/users"), "POST", "/users", "POST /users"},
		{"GET", patterns("/v1/*", "/users/{userID}"), "GET", "/v1/users/{userID}", "GET /v1/users/{userID}"},
		{"GET", patterns("/v1/*", "/"), "GET", "/v1", "GET /v1"},
		{"GET", patterns("/v1/*"), "GET", "/v1/*", "GET /v1/*"},
		{"GET", patterns("/a/b"), "GET", "/a/b", "GET /a/b"},
		{"GET", patterns("/a", "/b"), "GET", "/a/b", "GET /a/b"},
		{"GET", patterns(long), "GET", long, "GET " + long},
		{"GET", patterns(long, "/{id}"), "GET", long + "/{id}", "GET " + long + "/{id}"},
		{"BREW", patterns(), Other, "", "HTTP OTHER"},
		{"BREW", patterns("/users"), Other, "/users", "HTTP OTHER"},
	}
	table := new(Table)
	var routes []*Route
	for _, tt := range tests {
		got := table.route(tt.method, tt.patterns)
		if got.Method != tt.wantMethod || got.Pattern != tt.wantPattern || got.Name != tt.wantName || got.PatternTag != tt.wantPattern {
			t.Errorf("got %+v, want %q of %q", got, tt.wantName, tt.wantPattern)
		}
		if table.route(tt.method, tt.patterns) != got || slices.Contains(routes, got) {
			t.Errorf("%q: got another's route, or a second one", tt.wantName)
		}
		routes = append(routes, got)

		want := slices.Clone(tt.patterns)
		clear(tt.patterns) // as chi's next request does
		if !slices.Equal(got.patterns, want) {
			t.Errorf("%q: the route changed along with chi's context", tt.wantName)
		}
	}
}

// A program with more patterns than the table holds still gets the right names,
// however many requests ask at once.
func TestTableIsBounded(t *testing.T) {
	table := new(Table)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 2 * maxRoutes {
				pattern := fmt.Sprintf("/p%d", i)
				if got, want := table.route(http.MethodGet, patterns(pattern)).Name, "GET "+pattern; got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
	wg.Wait()
	if got := len(table.routes()); got != maxRoutes {
		t.Errorf("keeps %d routes, want %d", got, maxRoutes)
	}
}
