package fleet

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// request is one that the load repeats, with what it leads to.
type request struct {
	path   string
	status int
	spans  int
}

// served is one request that was.
type served struct {
	request
	traceID string
	at      time.Time // when the answer came
}

// load sends requests in turn at an even rate, and remembers the answers.
type load struct {
	stop   context.CancelFunc
	done   chan struct{}
	wg     sync.WaitGroup
	mu     sync.Mutex
	served []served
	failed []error
}

// startLoad sends so many requests per second, in turn, to a service.
func startLoad(tb testing.TB, url string, perSecond int, requests ...request) *load {
	tb.Helper()
	ctx, stop := context.WithCancel(tb.Context())
	l := &load{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		tick := time.NewTicker(time.Second / time.Duration(perSecond))
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				l.wg.Wait()
				return
			case <-tick.C:
				l.wg.Go(func() { l.send(context.WithoutCancel(ctx), url, requests[i%len(requests)]) })
			}
		}
	}()
	tb.Cleanup(stop)
	return l
}

func (l *load) send(ctx context.Context, url string, r request) {
	id, err := l.answer(ctx, url, r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed = append(l.failed, err)
		return
	}
	l.served = append(l.served, served{r, id, time.Now()})
}

// answer returns the id of the request's trace.
func (l *load) answer(ctx context.Context, url string, r request) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	res, err := get(ctx, url+r.path)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return "", err
	}
	if res.StatusCode != r.status {
		return "", fmt.Errorf("%s: %s", r.path, res.Status)
	}
	return traceID(res.Header)
}

// traceID reads Jaeger's header, trace-id:span-id:parent-id:flags, of a request
// that is sampled. The id is empty if it is not.
func traceID(h http.Header) (string, error) {
	fields := strings.Split(h.Get("Uber-Trace-Id"), ":")
	if len(fields) != 4 {
		return "", fmt.Errorf("no trace id in %q", h)
	}
	if fields[3] != "1" {
		return "", nil
	}
	return fields[0], nil
}

// wait returns when so many more requests have been served.
func (l *load) wait(tb testing.TB, n int) {
	tb.Helper()
	n += l.count()
	poll.Within(tb, 2*time.Minute, "requests to be served", func(context.Context) error {
		if have := l.count(); have < n {
			return fmt.Errorf("%d of %d were", have, n)
		}
		return nil
	})
}

func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.served)
}

// reset forgets what was served so far.
func (l *load) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.served = nil
}

// sampled stops the load and returns which share of it was sampled.
func (l *load) sampled(tb testing.TB) float64 {
	tb.Helper()
	requests, sampled := l.end(tb), 0
	for _, r := range requests {
		if r.traceID != "" {
			sampled++
		}
	}
	return float64(sampled) / float64(len(requests))
}

// end stops the load and returns what was served. Not a single request may have
// failed.
func (l *load) end(tb testing.TB) []served {
	tb.Helper()
	l.stop()
	<-l.done
	for i, err := range l.failed {
		if i == 5 {
			break
		}
		tb.Error(err)
	}
	if len(l.failed) > 0 {
		tb.Errorf("%d of %d requests were not served", len(l.failed), len(l.failed)+len(l.served))
	}
	return l.served
}
