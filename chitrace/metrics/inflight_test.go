package metrics

import (
	"net/http"
	"sync"
	"testing"

	"github.com/uber/jaeger-lib/metrics"
)

// gaugeFunc is a gauge that can only be set.
type gaugeFunc func(n int64)

func (f gaugeFunc) Update(n int64) { f(n) }

// Were two updates to swap, the gauge would stand wrong until the next request.
func TestInFlightUpdatesKeepTheirOrder(t *testing.T) {
	const goroutines, rounds = 8, 100
	f := &inFlight{}
	last := int64(0)
	f.gauge = gaugeFunc(func(n int64) {
		if n != last+1 && n != last-1 {
			t.Errorf("updated from %d to %d", last, n)
		}
		last = n
	})
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range rounds {
				f.add(1)
				f.add(-1)
			}
		})
	}
	wg.Wait()
	if last != 0 {
		t.Errorf("the gauge ended at %d, want 0", last)
	}
}

// A gauge may take its time, and serve requests itself.
func TestGaugeThatServesRequests(t *testing.T) {
	l := newLedger()
	var h http.Handler
	h = Middleware(gaugeFactory{l, func(n int64) {
		if n == 1 && len(l.counts) == 0 {
			serve(t, h, "GET", "/")
		}
	}})(http.HandlerFunc(ok))
	serve(t, h, "GET", "/")
	l.wantCounts(t, map[string]int64{served("GET", "unmatched", "2xx"): 2})
}

// gaugeFactory makes a gauge of a function.
type gaugeFactory struct {
	*ledger
	gauge gaugeFunc
}

func (f gaugeFactory) Gauge(metrics.Options) metrics.Gauge { return f.gauge }

type brokenMetric struct{}

func (brokenMetric) Inc(int64)    { panic("broken metric") }
func (brokenMetric) Update(int64) { panic("broken metric") }

// brokenMetrics makes counters and gauges that panic.
type brokenMetrics struct{ *ledger }

func (brokenMetrics) Counter(metrics.Options) metrics.Counter { return brokenMetric{} }
func (brokenMetrics) Gauge(metrics.Options) metrics.Gauge     { return brokenMetric{} }

func TestBrokenMetricsBreakNothing(t *testing.T) {
	const broken = "chitrace/metrics: a metric panicked: broken metric"
	var told errorList
	f := brokenMetrics{newLedger()}
	if got := send(t, Middleware(f, WithErrorHandler(told.add))(http.HandlerFunc(ok)), "GET", "/"); got != http.StatusOK {
		t.Errorf("the server answers %d, want 200", got)
	}
	told.want(t, broken, broken, broken) // in flight, counted, no longer in flight
	if got, err := call(t, NewTransport(answer(200), f, WithErrorHandler(told.add)), "GET", "a"); err != nil || got != http.StatusOK {
		t.Errorf("the client gets %d, %v, want 200", got, err)
	}
	told.want(t, broken, broken, broken, broken, broken, broken)
}
