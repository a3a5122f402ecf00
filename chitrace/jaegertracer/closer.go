package jaegertracer

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// closeTimeout is longer than the 5 seconds after which the client gives up a
// batch, so that one hanging request does not lose the spans behind it.
const closeTimeout = 10 * time.Second

type closerFunc func() error

func (f closerFunc) Close() error { return f() }

// newCloser returns a closer that calls flush once, and waits closeTimeout for it
// at most. flush goes on after that.
func newCloser(flush func() error) io.Closer {
	return closerFunc(sync.OnceValue(func() error {
		done := make(chan error, 1)
		go func() { done <- flush() }()
		select {
		case err := <-done:
			return err
		case <-time.After(closeTimeout):
			return fmt.Errorf("jaeger: spans are left after %v", closeTimeout)
		}
	}))
}
