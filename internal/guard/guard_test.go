package guard

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestPanicsAreRecoveredAndReported(t *testing.T) {
	boom := errors.New("boom")
	var told []error
	g := New("chitrace", func(err error) { told = append(told, err) })

	g.Do("the observer", func() { panic(boom) })
	if got := Get(g, "the filter", true, func() bool { panic("no filter today") }); !got {
		t.Error("got the zero value, want the fallback")
	}
	if got := Get(g, "the namer", "", func() string { return "name" }); got != "name" {
		t.Errorf("got %q, want what it returned", got)
	}
	if len(told) != 2 {
		t.Fatalf("told of %d panics, want 2", len(told))
	}
	if want := "chitrace: the observer panicked: boom"; told[0].Error() != want || !errors.Is(told[0], boom) {
		t.Errorf("first error = %q, want %q that wraps the panic's", told[0], want)
	}
	if want := "chitrace: the filter panicked: no filter today"; told[1].Error() != want {
		t.Errorf("second error = %q, want %q", told[1], want)
	}
}

// No Guard, and a handler that panics: the panic of f is recovered all the same.
func TestNobodyIsTold(t *testing.T) {
	for name, g := range map[string]*Guard{
		"no handler": New("chitrace", nil),
		"panics":     New("chitrace", func(error) { panic("the handler itself") }),
	} {
		if g.Do("the observer", func() { panic("boom") }) {
			t.Errorf("%s: f returned", name)
		}
		g.Report("the factory", errors.New("refused"))
	}
}

func TestCallsAreBoundedByKindAndSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := map[string]int{}
		g := New("chitrace", func(err error) { told[err.Error()]++ })
		for _, step := range []struct {
			wait        time.Duration
			noisy, rare int
		}{{0, perSecond, 1}, {time.Second - 1, perSecond, 2}, {1, 2 * perSecond, 3}} {
			time.Sleep(step.wait)
			for range 3 * perSecond {
				g.Report("noisy", errors.New("noisy"))
			}
			g.Report("rare", errors.New("rare"))
			if noisy, rare := told["chitrace: noisy"], told["chitrace: rare"]; noisy != step.noisy || rare != step.rare {
				t.Errorf("%d and %d calls, want %d and %d", noisy, rare, step.noisy, step.rare)
			}
		}
	})
}
