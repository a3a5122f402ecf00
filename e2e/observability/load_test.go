package observability

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// stream is requests of one kind, sent for as long as the load lasts.
type stream struct {
	url        string
	wantStatus int
	workers    int           // each has one request under way at most
	pause      time.Duration // of a worker, between two requests
}

// load is a load that goes on until it is stopped.
type load struct {
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu   sync.Mutex
	took map[string][]time.Duration // by URL
}

// startLoad starts all streams, and returns once each has an answer.
func startLoad(t *testing.T, streams ...stream) *load {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	l := &load{stop: stop, took: map[string][]time.Duration{}}
	t.Cleanup(func() { l.end() })
	var first sync.WaitGroup
	for _, s := range streams {
		for range s.workers {
			first.Add(1)
			l.wg.Go(func() {
				answered := sync.OnceFunc(first.Done)
				defer answered()
				for ctx.Err() == nil {
					l.send(ctx, t, s)
					answered()
					wait(ctx, s.pause)
				}
			})
		}
	}
	first.Wait()
	return l
}

func (l *load) send(ctx context.Context, t *testing.T, s stream) {
	t.Helper()
	begun := time.Now()
	status, err := get(ctx, s.url)
	took := time.Since(begun)
	if ctx.Err() != nil {
		return
	}
	if err != nil || status != s.wantStatus {
		t.Errorf("%s: got status %d, %v, want %d", s.url, status, err, s.wantStatus)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took[s.url] = append(l.took[s.url], took)
}

func get(ctx context.Context, url string) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// end stops the load.
func (l *load) end() {
	l.stop()
	l.wg.Wait()
}

// p99 returns what 99 of 100 requests to the URL took at most.
func (l *load) p99(t *testing.T, url string) time.Duration {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	took := slices.Sorted(slices.Values(l.took[url]))
	if len(took) == 0 {
		t.Fatalf("no requests to %s", url)
	}
	return took[(len(took)-1)*99/100]
}

func (l *load) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, took := range l.took {
		n += len(took)
	}
	return fmt.Sprintf("%d requests", n)
}
