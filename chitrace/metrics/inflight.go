package metrics

import (
	"cmp"
	"fmt"
	"sync"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// inFlight counts the requests in flight. A jaeger-lib gauge can only be set, and updates
// must not arrive out of order. So one request at a time updates it, for the others as
// well. No lock is held during an update.
type inFlight struct {
	guard  *guard.Guard
	gauge  metrics.Gauge
	shared adder // the gauge, if several counts can share it

	mu           sync.Mutex
	count, shown int64
	updating     bool
}

// adder is a gauge that several counts can share, such as that of
// metrics/prometheus.
type adder interface{ Add(delta int64) }

func (f *inFlight) add(delta int64) {
	if f.shared != nil {
		defer f.guard.Recover("a metric")
		f.shared.Add(delta)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count += delta
	if f.updating {
		return
	}
	f.updating = true
	defer func() { f.updating = false }()
	for f.shown != f.count {
		f.shown += int64(cmp.Compare(f.count, f.shown))
		f.update(f.shown)
	}
}

func (f *inFlight) update(n int64) {
	f.mu.Unlock()
	defer f.mu.Lock()
	defer f.guard.Recover("a metric")
	f.gauge.Update(n)
}

// newGauge makes the gauge, the first metric. It panics if the factory refuses the gauge:
// that is a mistake in the program, and no metric would be right.
func (m *meter) newGauge() metrics.Gauge {
	name := m.metrics.inFlight.Name
	defer func() {
		if refused := recover(); refused != nil {
			panic(fmt.Sprintf("chitrace/metrics: the factory refused %s: %v. "+
				"If this is a second factory on one registry, share one factory, or use metrics/prometheus, whose factories can share a registry.",
				name, refused))
		}
	}()
	return orNull(m.config.guard, name, metrics.NullGauge, m.factory.Gauge(m.metrics.inFlight))
}
