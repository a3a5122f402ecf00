package soak

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprometheus "github.com/uber/jaeger-lib/metrics/prometheus"
)

// tally watches a tracer of Jaeger's client. It samples every other trace.
type tally struct {
	tracer   opentracing.Tracer
	started  atomic.Int64
	finished atomic.Int64
	twice    atomic.Int64

	mu    sync.Mutex
	names map[string]int // of finished spans
}

// newTally makes a tracer that uses its spans again, or not: where it does,
// whoever holds on to one meets another request's; where it does not, whoever
// finishes one again is found out.
func newTally(t *testing.T, again bool) *tally {
	t.Helper()
	c := &tally{names: map[string]int{}}
	sampler, err := jaeger.NewProbabilisticSampler(0.5)
	if err != nil {
		t.Fatal(err)
	}
	tracer, closer := jaeger.NewTracer("soak", sampler, jaeger.NewNullReporter(),
		jaeger.TracerOptions.PoolSpans(again), jaeger.TracerOptions.ContribObserver(c))
	t.Cleanup(func() { _ = closer.Close() })
	c.tracer = tracer
	return c
}

// OnStartSpan implements jaeger.ContribObserver.
func (c *tally) OnStartSpan(_ opentracing.Span, name string, _ opentracing.StartSpanOptions) (jaeger.ContribSpanObserver, bool) {
	c.started.Add(1)
	return &watch{tally: c, name: name}, true
}

// watch follows one span.
type watch struct {
	*tally
	mu       sync.Mutex
	name     string
	finishes int
}

func (w *watch) OnSetTag(string, any) {}

func (w *watch) OnSetOperationName(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.name = name
}

func (w *watch) OnFinish(opentracing.FinishOptions) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.finishes++; w.finishes > 1 {
		w.twice.Add(1)
		return
	}
	w.finished.Add(1)
	w.count(w.name)
}

func (c *tally) count(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names[name]++
}

// check expects that many spans, all of them finished once.
func (c *tally) check(t *testing.T, want int64) {
	t.Helper()
	if c.started.Load() != want || c.finished.Load() != want || c.twice.Load() != 0 {
		t.Errorf("started %d spans, finished %d, %d of them again, want %d",
			c.started.Load(), c.finished.Load(), c.twice.Load(), want)
	}
}

// wantNames compares how many spans there are of each name.
func (c *tally) wantNames(t *testing.T, want map[string]int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !maps.Equal(c.names, want) {
		t.Errorf("spans by name\ngot  %v\nwant %v", c.names, want)
	}
}

// ledger is a Prometheus registry for what is counted.
type ledger struct {
	registry *prometheus.Registry
	factory  metrics.Factory
}

func newLedger() ledger {
	r := prometheus.NewRegistry()
	return ledger{r, jaegerprometheus.New(jaegerprometheus.WithRegisterer(r))}
}

// series returns the values of a counter or gauge, by the values of their labels
// in the order of the labels' names.
func (l ledger) series(t *testing.T, name string) map[string]int {
	t.Helper()
	families, err := l.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			key := ""
			for _, label := range m.GetLabel() {
				key += label.GetValue() + " "
			}
			found[key] = int(m.GetCounter().GetValue() + m.GetGauge().GetValue())
		}
	}
	return found
}

// size returns how many series there are of all metrics.
func (l ledger) size(t *testing.T) (n int) {
	t.Helper()
	families, err := l.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		n += len(family.GetMetric())
	}
	return n
}

// wantSeries compares the values of a counter.
func wantSeries(t *testing.T, got, want map[string]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("requests by series\ngot  %v\nwant %v", got, want)
	}
}

// total returns the sum of the series.
func total(series map[string]int) (sum int) {
	for _, n := range series {
		sum += n
	}
	return sum
}

// wantIdle expects nothing to be in flight.
func (l ledger) wantIdle(t *testing.T, name string) {
	t.Helper()
	gauge := slices.Collect(maps.Values(l.series(t, name)))
	if len(gauge) != 1 || gauge[0] != 0 {
		t.Errorf("%s: got %v, want 0", name, gauge)
	}
}
