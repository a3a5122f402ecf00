package guard

import (
	"errors"
	"testing"
	"time"
)

func TestPanicsArePassedByAndTold(t *testing.T) {
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
	told := map[string]int{}
	g := New("chitrace", func(err error) { told[err.Error()]++ })
	clock := time.Unix(0, 0)
	g.now = func() time.Time { return clock }

	report := func() {
		for range 3 * perSecond {
			g.Report("noisy", errors.New("noisy"))
		}
		g.Report("rare", errors.New("rare"))
	}
	report()
	clock = clock.Add(time.Second - 1)
	report()
	if n := told["chitrace: noisy"]; n != perSecond {
		t.Errorf("%d calls for the noisy kind within a second, want %d", n, perSecond)
	}
	if n := told["chitrace: rare"]; n != 2 {
		t.Errorf("%d calls for the rare kind, want 2: the noisy one used them up", n)
	}
	clock = clock.Add(1)
	report()
	if n := told["chitrace: noisy"]; n != 2*perSecond {
		t.Errorf("%d calls for the noisy kind in two seconds, want %d", n, 2*perSecond)
	}
}
