package transparency

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/program"
)

var (
	firstSeed = flag.Uint64("seed", 1, "the first seed of what is drawn")
	count     = flag.Int("programs", 0, "how many to draw of each kind; 0: as many as there is time for")
	attack    = flag.Duration("attack", 6*time.Second, "how long to draw each kind")
)

// fault is a difference that should not be.
type fault struct{ kind, text string }

func faultf(kind, format string, args ...any) fault {
	return fault{kind, fmt.Sprintf(format, args...)}
}

// hunters is how many programs run at once: most of the time they wait.
const hunters = 6

// hunt draws one thing after the other and examines it. It shows the first of
// each kind of fault, with the seed that found it and the smallest that has it.
func hunt(t *testing.T, examine func(s *draw.Source) (faults []fault, shown string)) {
	t.Helper()
	var mu sync.Mutex
	seen := make(map[string]int)
	first := func(kind string) bool {
		mu.Lock()
		defer mu.Unlock()
		seen[kind]++
		return seen[kind] == 1
	}
	next, until := *firstSeed, time.Now().Add(*attack)
	draws := func() (seed uint64, more bool) {
		mu.Lock()
		defer mu.Unlock()
		if *count > 0 && next >= *firstSeed+uint64(*count) || *count == 0 && time.Now().After(until) {
			return 0, false
		}
		next++
		return next - 1, true
	}
	var hunting sync.WaitGroup
	for range hunters {
		hunting.Go(func() {
			for seed, more := draws(); more; seed, more = draws() {
				s := draw.FromSeed(seed)
				faults, _ := examine(s)
				for _, f := range faults {
					if first(f.kind) {
						report(t, seed, f, s.Choices(), examine)
					}
				}
			}
		})
	}
	hunting.Wait()
	t.Logf("seeds %d to %d, faults by kind: %v", *firstSeed, next-1, seen)
}

// report shows a fault in the smallest program that has it.
func report(t *testing.T, seed uint64, f fault, choices []int, examine func(s *draw.Source) ([]fault, string)) {
	t.Helper()
	smallest := draw.Shrink(choices, 2000, func(choices []int) bool {
		faults, _ := examine(draw.Replay(choices))
		return slices.ContainsFunc(faults, func(other fault) bool { return other.kind == f.kind })
	})
	faults, shown := examine(draw.Replay(smallest))
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "%s: %s\n", f.kind, f.text)
	}
	t.Errorf("seed %d: %s: %s\nin small:\n%s%s", seed, f.kind, f.text, &b, shown)
}

// TestPrograms compares services with us and without.
func TestPrograms(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	hunt(t, func(s *draw.Source) ([]fault, string) {
		p := program.Draw(s)
		return compare(p), p.String()
	})
}
