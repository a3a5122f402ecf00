//go:build !race

package route

import (
	"net/http"
	"testing"
)

// Not under the race detector, where sync.Pool forgets on purpose.

// A look-up of a path to which one pattern can lead costs no allocation.
func TestLookUpAllocatesNothing(t *testing.T) {
	request := get(t, "/v1/orgs/1/teams/2")
	table, r := new(Table), testRouter()
	cost := func(use func(m *Match)) float64 {
		return testing.AllocsPerRun(100, func() {
			m := table.Follow(request, r)
			use(&m)
		})
	}
	none := cost(func(m *Match) { m.Reached() })
	if got := cost(func(m *Match) { m.Route() }) - none; got != 0 {
		t.Errorf("%v allocations more than none", got)
	}
}

func TestMethodAllocatesNothing(t *testing.T) {
	for _, method := range []string{http.MethodGet, "BREW"} {
		if got := testing.AllocsPerRun(100, func() { Method(method) }); got != 0 {
			t.Errorf("%s: %v allocations, want none", method, got)
		}
	}
}
