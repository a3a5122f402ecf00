package metrics

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/uber/jaeger-lib/metrics"
)

const serverInFlight = "http_server_requests_in_flight"

func TestInFlight(t *testing.T) {
	const requests = 3
	l := newLedger()
	entered, leave := make(chan struct{}), make(chan struct{})
	h := Middleware(l)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		entered <- struct{}{}
		<-leave
	}))
	var wg sync.WaitGroup
	for range requests {
		wg.Go(func() { serve(t, h, "GET", "/") })
		<-entered
	}
	for range requests {
		leave <- struct{}{}
	}
	wg.Wait()
	if got, want := l.gauges[serverInFlight], []int64{1, 2, 3, 2, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("the gauge went %v, want %v", got, want)
	}
}

// The gauge can only be set: were two updates to swap, it would stand wrong until
// the next request.
func TestInFlightUpdatesKeepTheirOrder(t *testing.T) {
	const goroutines, rounds = 8, 500
	l := newLedger()
	f := &inFlight{gauge: l.Gauge(metrics.Options{Name: "g"})}
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
	last := int64(0)
	for i, n := range l.gauges["g"] {
		if n != last+1 && n != last-1 {
			t.Fatalf("update %d went from %d to %d", i, last, n)
		}
		last = n
	}
	if last != 0 {
		t.Errorf("the gauge ended at %d, want 0", last)
	}
}

type brokenMetric struct{}

func (brokenMetric) Inc(int64)    { panic("broken metric") }
func (brokenMetric) Update(int64) { panic("broken metric") }

// brokenMetrics makes counters and gauges that panic.
type brokenMetrics struct{ *ledger }

func (brokenMetrics) Counter(metrics.Options) metrics.Counter { return brokenMetric{} }
func (brokenMetrics) Gauge(metrics.Options) metrics.Gauge     { return brokenMetric{} }

func TestBrokenMetricsBreakNoRequest(t *testing.T) {
	s := newSite(t, Middleware(brokenMetrics{newLedger()})(http.HandlerFunc(ok)))
	for range 2 {
		if resp := s.send(t, "GET", "/"); resp == nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("got %v, want 200", resp)
		}
	}
}

// A gauge that panics once must not lock out what comes after, nor lose count.
func TestInFlightOutlivesBrokenGauge(t *testing.T) {
	g := &flakyGauge{}
	f := &inFlight{gauge: g}
	f.add(1)
	f.add(1)
	if g.last != 2 {
		t.Errorf("the gauge stands at %d, want 2", g.last)
	}
}

// flakyGauge panics at its first update.
type flakyGauge struct{ updates, last int64 }

func (g *flakyGauge) Update(n int64) {
	if g.updates++; g.updates == 1 {
		panic("flaky gauge")
	}
	g.last = n
}
