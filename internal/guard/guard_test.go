package guard

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestHandlerThatPanics(t *testing.T) {
	g := New("chitrace", func(error) { panic("the handler itself") })
	if g.Do("the observer", func() { panic("boom") }) {
		t.Error("f returned")
	}
	g.Report("the factory", errors.New("refused"))
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
