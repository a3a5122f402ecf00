package route

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// Each method and list of patterns has one route, be the patterns too long for
// the stack or the same as others when joined.
func TestTable(t *testing.T) {
	long := strings.Repeat("/segment", 50)
	table := new(Table)
	var routes []*Route
	for _, tt := range []struct {
		method   string
		patterns []string
		want     string
	}{
		{"GET", nil, "HTTP GET"},
		{"GET", []string{"/"}, "GET /"},
		{"POST", []string{"/a/b"}, "POST /a/b"},
		{"GET", []string{"/a/b"}, "GET /a/b"},
		{"GET", []string{"/a", "/b"}, "GET /a/b"},
		{"GET", []string{"/a/*", "/"}, "GET /a"},
		{"GET", []string{long}, "GET " + long},
		{"GET", []string{long, "/{id}"}, "GET " + long + "/{id}"},
		{"BREW", []string{"/a"}, "HTTP OTHER"},
	} {
		got := table.route(tt.method, tt.patterns, "")
		if got.Name != tt.want || got.PatternTag != got.Pattern {
			t.Errorf("got %+v, want %q", got, tt.want)
		}
		if table.route(tt.method, tt.patterns, "") != got || slices.Contains(routes, got) {
			t.Errorf("%q: got another's route, or a second one", tt.want)
		}
		routes = append(routes, got)
		want := slices.Clone(tt.patterns)
		clear(tt.patterns) // as chi's next request does
		if !slices.Equal(got.patterns, want) {
			t.Errorf("%q: the route changed along with chi's context", tt.want)
		}
	}
}

// A program with more patterns than the table holds still gets the right names.
func TestTableIsBounded(t *testing.T) {
	table := new(Table)
	for i := range 2 * maxRoutes {
		pattern := fmt.Sprintf("/p%d", i)
		if got, want := table.route("GET", []string{pattern}, "").Name, "GET "+pattern; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := len(table.routes()); got != maxRoutes {
		t.Errorf("keeps %d routes, want %d", got, maxRoutes)
	}
}

// A method may be registered after requests came in.
func TestMethod(t *testing.T) {
	empty, before := Method(""), Method("REPORT")
	chi.RegisterMethod("REPORT")
	if got := Method("REPORT"); empty != Other || before != Other || got != "REPORT" {
		t.Errorf("got %q for none, %q, then %q", empty, before, got)
	}
}
