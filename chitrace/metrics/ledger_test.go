package metrics

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uber/jaeger-lib/metrics"
)

// ledger is a metrics.Factory that keeps everything: what it was asked to make,
// and what was recorded. Keys are those of metrics.GetKey.
type ledger struct {
	metrics.Factory                   // for Namespace, which nobody calls
	onMake          func(name string) // called first, without a lock

	mu      sync.Mutex
	made    []string
	counts  map[string]int64
	timings map[string][]time.Duration
	sizes   map[string][]float64
	gauges  map[string][]int64
	buckets map[string]any
}

func newLedger() *ledger {
	return &ledger{
		counts:  map[string]int64{},
		timings: map[string][]time.Duration{},
		sizes:   map[string][]float64{},
		gauges:  map[string][]int64{},
		buckets: map[string]any{},
	}
}

// page is one metric of a ledger.
type page struct {
	*ledger
	key string
}

type (
	counter   struct{ page }
	gauge     struct{ page }
	timer     struct{ page }
	histogram struct{ page }
)

func (l *ledger) open(name string, tags map[string]string, buckets any) page {
	if l.onMake != nil {
		l.onMake(name)
	}
	key := metrics.GetKey(name, tags, "|", "=")
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made = append(l.made, key)
	l.buckets[name] = buckets
	return page{l, key}
}

func (l *ledger) Counter(o metrics.Options) metrics.Counter {
	return counter{l.open(o.Name, o.Tags, nil)}
}

func (l *ledger) Gauge(o metrics.Options) metrics.Gauge {
	return gauge{l.open(o.Name, o.Tags, nil)}
}

func (l *ledger) Timer(o metrics.TimerOptions) metrics.Timer {
	return timer{l.open(o.Name, o.Tags, o.Buckets)}
}

func (l *ledger) Histogram(o metrics.HistogramOptions) metrics.Histogram {
	return histogram{l.open(o.Name, o.Tags, o.Buckets)}
}

func (c counter) Inc(n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[c.key] += n
}

func (g gauge) Update(n int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.gauges[g.key] = append(g.gauges[g.key], n)
}

func (t timer) Record(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timings[t.key] = append(t.timings[t.key], d)
}

func (h histogram) Record(v float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sizes[h.key] = append(h.sizes[h.key], v)
}

// served and called are the keys of a series' counters.
func served(method, route, class string) string {
	return "http_server_requests|method=" + method + "|route=" + route + "|status_class=" + class
}

func called(method, host, class string) string {
	return "http_client_requests|host=" + host + "|method=" + method + "|status_class=" + class
}

// wantCounts compares all counters.
func (l *ledger) wantCounts(t *testing.T, want map[string]int64) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for key := range union(l.counts, want) {
		if l.counts[key] != want[key] {
			t.Errorf("%s: got %d, want %d", key, l.counts[key], want[key])
		}
	}
}

func union(a, b map[string]int64) map[string]int64 {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// wantIdle expects the in-flight gauge to have risen, and to stand at zero.
func (l *ledger) wantIdle(t *testing.T, name string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	updates := l.gauges[name]
	if len(updates) == 0 || updates[len(updates)-1] != 0 || slices.Max(updates) < 1 {
		t.Errorf("%s went %v, want it to rise and to end at 0", name, updates)
	}
}

// wantMadeOnce expects no metric to have been made twice.
func (l *ledger) wantMadeOnce(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	sorted := slices.Sorted(slices.Values(l.made))
	if once := slices.Compact(slices.Clone(sorted)); len(once) != len(sorted) {
		t.Errorf("made more than once:\n%s", strings.Join(sorted, "\n"))
	}
}
