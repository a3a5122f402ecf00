package metrics

import (
	"fmt"
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

	mu        sync.Mutex
	made      []string
	counts    map[string]int64
	values    map[string][]any // of all but counters
	exemplars map[string]map[string]string
	buckets   map[string]any // by name
}

func newLedger() *ledger {
	return &ledger{
		counts:    map[string]int64{},
		values:    map[string][]any{},
		exemplars: map[string]map[string]string{},
		buckets:   map[string]any{},
	}
}

// page is one metric of a ledger, which is given values of the type V.
type page[V any] struct {
	l   *ledger
	key string
}

func open[V any](l *ledger, name string, tags map[string]string, buckets any) page[V] {
	if l.onMake != nil {
		l.onMake(name)
	}
	key := metrics.GetKey(name, tags, "|", "=")
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made = append(l.made, key)
	l.buckets[name] = buckets
	return page[V]{l, key}
}

func (l *ledger) Counter(o metrics.Options) metrics.Counter {
	return open[int64](l, o.Name, o.Tags, nil)
}

func (l *ledger) Gauge(o metrics.Options) metrics.Gauge { return open[int64](l, o.Name, o.Tags, nil) }

func (l *ledger) Timer(o metrics.TimerOptions) metrics.Timer {
	return open[time.Duration](l, o.Name, o.Tags, o.Buckets)
}

func (l *ledger) Histogram(o metrics.HistogramOptions) metrics.Histogram {
	return open[float64](l, o.Name, o.Tags, o.Buckets)
}

func (p page[V]) Inc(n int64) { p.IncWithExemplar(n, nil) }
func (p page[V]) Record(v V)  { p.RecordWithExemplar(v, nil) }
func (p page[V]) Update(v V)  { p.RecordWithExemplar(v, nil) }

func (p page[V]) IncWithExemplar(n int64, labels map[string]string) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	p.l.counts[p.key] += n
	p.l.exemplars[p.key] = labels
}

func (p page[V]) RecordWithExemplar(v V, labels map[string]string) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	p.l.values[p.key] = append(p.l.values[p.key], v)
	p.l.exemplars[p.key] = labels
}

// replaced is a ledger with another gauge, and another counter unless that is nil.
type replaced struct {
	*ledger
	gauge   metrics.Gauge
	counter func() metrics.Counter
}

func (f replaced) Gauge(metrics.Options) metrics.Gauge { return f.gauge }

func (f replaced) Counter(o metrics.Options) metrics.Counter {
	if f.counter == nil {
		return f.ledger.Counter(o)
	}
	return f.counter()
}

const (
	serverInFlight = "http_server_requests_in_flight"
	clientInFlight = "http_client_requests_in_flight"
)

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
	all := maps.Clone(l.counts)
	maps.Copy(all, want)
	for key := range all {
		if l.counts[key] != want[key] {
			t.Errorf("%s: got %d, want %d", key, l.counts[key], want[key])
		}
	}
}

// wantValues compares what a metric was given with want, as fmt prints it.
func (l *ledger) wantValues(t *testing.T, key, want string) {
	t.Helper()
	if got := fmt.Sprint(l.values[key]); got != want {
		t.Errorf("%s went %s, want %s", key, got, want)
	}
}

// wantMadeOnce expects no metric to have been made twice.
func (l *ledger) wantMadeOnce(t *testing.T) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(l.made))
	if once := slices.Compact(slices.Clone(sorted)); len(once) != len(sorted) {
		t.Errorf("made more than once:\n%s", strings.Join(sorted, "\n"))
	}
}
