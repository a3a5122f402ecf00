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
	const goroutines, rounds = 8, 100
	g := &orderedGauge{t: t}
	f := &inFlight{gauge: g}
	g.inFlight = f
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
	if g.last != 0 || g.updates != 2*goroutines*rounds {
		t.Errorf("the gauge ended at %d after %d updates, want 0 after %d", g.last, g.updates, 2*goroutines*rounds)
	}
}

// orderedGauge expects to be updated step by step, by the one who counts.
type orderedGauge struct {
	t        *testing.T
	inFlight *inFlight
	updates  int
	last     int64
}

func (g *orderedGauge) Update(n int64) {
	if g.inFlight.mu.TryLock() {
		g.inFlight.mu.Unlock()
		g.t.Errorf("updated to %d while another may count", n)
	}
	if n != g.last+1 && n != g.last-1 {
		g.t.Errorf("updated from %d to %d", g.last, n)
	}
	g.updates, g.last = g.updates+1, n
}

type brokenMetric struct{}

func (brokenMetric) Inc(int64)    { panic("broken metric") }
func (brokenMetric) Update(int64) { panic("broken metric") }

// brokenMetrics makes counters and gauges that panic.
type brokenMetrics struct{ *ledger }

func (brokenMetrics) Counter(metrics.Options) metrics.Counter { return brokenMetric{} }
func (brokenMetrics) Gauge(metrics.Options) metrics.Gauge     { return brokenMetric{} }

func TestBrokenMetricsBreakNoRequest(t *testing.T) {
	var told errorList
	s := newSite(t, Middleware(brokenMetrics{newLedger()}, WithErrorHandler(told.add))(http.HandlerFunc(ok)))
	if got := s.send(t, "GET", "/"); got != http.StatusOK {
		t.Fatalf("got %d, want 200", got)
	}
	const broken = "chitrace/metrics: a metric panicked: broken metric"
	told.want(t, broken, broken, broken) // in flight, counted, no longer in flight
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

// Two in-flight counts on one gauge add up if the gauge lets them.
func TestInFlightShared(t *testing.T) {
	g := &sharedGauge{}
	a, b := &inFlight{gauge: g}, &inFlight{gauge: g}
	a.add(1)
	b.add(1)
	a.add(-1)
	if g.value != 1 {
		t.Errorf("the gauge stands at %d, want 1", g.value)
	}
}

type sharedGauge struct{ value int64 }

func (g *sharedGauge) Add(delta int64) { g.value += delta }
func (g *sharedGauge) Update(int64)    { panic("two counts overwrite each other") }
