// Package poll waits for what other processes do, without guessing how long
// they take.
package poll

import (
	"cmp"
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
	if err := For(tb, limit, check); err != nil {
		tb.Fatalf("waited %v for %s: %v", limit, what, err)
	}
}

// For calls check until it returns nil, or else returns its last error when time
// is up.
func For(tb testing.TB, limit time.Duration, check func(ctx context.Context) error) error {
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
			return nil
		case ctx.Err() == nil: // Else it says no more than that time is up.
			last = err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return cmp.Or(last, ctx.Err())
		}
	}
}
