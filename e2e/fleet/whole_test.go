package fleet

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// damage is how many of so many traces the query API does not show whole.
type damage struct{ traces, missing, partial, doubled int }

func (d damage) none() bool { return d.missing+d.partial+d.doubled == 0 }

func (d damage) String() string {
	return fmt.Sprintf("of %d traces %d are missing, %d partial, %d doubled", d.traces, d.missing, d.partial, d.doubled)
}

// checkWhole waits until the query API shows every trace whole.
func checkWhole(tb testing.TB, api jaeger.Client, requests []served) {
	tb.Helper()
	poll.Within(tb, 2*time.Minute, "every trace to be whole", func(ctx context.Context) error {
		d, broken, err := inspect(ctx, api, requests)
		if err == nil && !d.none() {
			err = errors.New(d.String())
		}
		requests = broken // Whole is whole: look at the others again.
		return err
	})
}

// inspect compares the traces with the requests, and returns those that differ.
func inspect(ctx context.Context, api jaeger.Client, requests []served) (d damage, broken []served, err error) {
	const atOnce = 4
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		next = make(chan served)
	)
	for range atOnce {
		wg.Go(func() {
			for r := range next {
				trace, findErr := api.Find(ctx, r.traceID)
				mu.Lock()
				if findErr != nil {
					err = findErr
				}
				if findErr != nil || !d.add(trace, r.spans) {
					broken = append(broken, r)
				}
				mu.Unlock()
			}
		})
	}
	for _, r := range requests {
		next <- r
	}
	close(next)
	wg.Wait()
	return d, broken, err
}

// add counts a trace that should have so many spans, and reports whether it is
// whole.
func (d *damage) add(trace jaeger.Trace, spans int) bool {
	d.traces++
	ids := make(map[string]bool)
	for _, s := range trace.Spans {
		ids[s.ID] = true
	}
	switch {
	case len(ids) == 0:
		d.missing++
	case len(ids) < spans || !connected(trace, ids):
		d.partial++
	case len(trace.Spans) > spans:
		d.doubled++
	default:
		return true
	}
	return false
}

// connected reports whether the trace is one tree.
func connected(trace jaeger.Trace, ids map[string]bool) bool {
	roots := 0
	for _, s := range trace.Spans {
		parent := s.Parent()
		if parent == "" {
			roots++
		} else if !ids[parent] {
			return false
		}
	}
	return roots == 1
}
