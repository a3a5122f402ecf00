//go:build !race

package route

import "testing"

// Not under the race detector, where sync.Pool forgets on purpose.
func TestMethodAllocatesNothing(t *testing.T) {
	for _, method := range []string{"GET", "BREW"} {
		if got := testing.AllocsPerRun(100, func() { Method(method) }); got != 0 {
			t.Errorf("%s: %v allocations, want none", method, got)
		}
	}
}
