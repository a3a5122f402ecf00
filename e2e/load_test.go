package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// latencies are how long the requests of a phase took.
type latencies []time.Duration

// sendSideBySide sends pairs of requests, one to each service right after the
// other, so that whatever else the machine does slows both alike. Each request
// has to succeed.
func sendSideBySide(t *testing.T, pairs int, path string, a, b *service) (ofA, ofB latencies) {
	t.Helper()
	const (
		workers = 4
		pace    = 4 * time.Millisecond // between the pairs of a worker
	)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			tick := time.NewTicker(pace)
			defer tick.Stop()
			for range pairs / workers {
				<-tick.C
				tookA, errA := a.timed(t.Context(), path)
				tookB, errB := b.timed(t.Context(), path)
				mu.Lock()
				ofA, ofB = append(ofA, tookA), append(ofB, tookB)
				mu.Unlock()
				if errA != nil || errB != nil {
					t.Error(errA, errB)
					return
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(ofA)
	slices.Sort(ofB)
	return ofA, ofB
}

func (s *service) timed(ctx context.Context, path string) (time.Duration, error) {
	start := time.Now()
	a, err := s.send(ctx, path)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("%s: status %d", path, a.status)
	}
	return time.Since(start), err
}

// percentile returns what that part of the requests took at most.
func (l latencies) percentile(part float64) time.Duration {
	if len(l) == 0 {
		return 0
	}
	return l[min(int(part*float64(len(l))), len(l)-1)]
}

func (l latencies) String() string {
	round := func(part float64) time.Duration { return l.percentile(part).Round(10 * time.Microsecond) }
	return fmt.Sprintf("p50 %-7v p95 %-7v p99 %-7v", round(0.50), round(0.95), round(0.99))
}
