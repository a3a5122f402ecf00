// Package poll waits for what other processes do, without guessing how long
// they take.
package poll

import (
	"context"
	"testing"
	"time"
)

const (
	limit    = 20 * time.Second
	interval = 20 * time.Millisecond
)

// Until calls check until it returns nil. Where it has not done so after twenty
// seconds, the test fails with its last error.
func Until(tb testing.TB, what string, check func(ctx context.Context) error) {
	tb.Helper()
	Within(tb, limit, what, check)
}

// Within is Until with a limit of the caller's.
func Within(tb testing.TB, limit time.Duration, what string, check func(ctx context.Context) error) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), limit)
	defer cancel()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	var last error
	for {
		err := check(ctx)
		switch {
		case err == nil:
			return
		case ctx.Err() == nil: // Else it says no more than that time is up.
			last = err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tb.Fatalf("waited %v for %s: %v", limit, what, last)
		}
	}
}
