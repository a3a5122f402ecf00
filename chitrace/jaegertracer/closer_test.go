package jaegertracer

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A collector that hangs does not keep the program from its end.
func TestCloseDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flushed atomic.Int32
		closer := newCloser(func() error {
			flushed.Add(1)
			time.Sleep(time.Hour)
			return nil
		})
		for range 2 {
			if err := closer.Close(); err == nil || !strings.Contains(err.Error(), "10s") {
				t.Errorf("got %v, want that spans are left", err)
			}
		}
		if n := flushed.Load(); n != 1 {
			t.Errorf("flushed %d times, want once", n)
		}
		time.Sleep(time.Hour) // A bubble waits for its goroutines.
	})
}
