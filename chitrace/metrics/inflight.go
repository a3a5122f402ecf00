package metrics

import (
	"cmp"
	"fmt"
	"sync/atomic"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// inFlight counts the requests in flight. A jaeger-lib gauge can only be set, and updates
// must not arrive out of order. So one request at a time updates it, for the others as
// well. No request waits for an update.
type inFlight struct {
	guard  *guard.Guard
	gauge  metrics.Gauge
	shared adder // the gauge, if several counts can share it, such as that of metrics/prometheus

	count, shown atomic.Int64
	updating     atomic.Bool
}

type adder interface{ Add(delta int64) }

func (f *inFlight) add(delta int64) {
	if f.shared != nil {
		defer f.guard.Recover("a metric")
		f.shared.Add(delta)
		return
	}
	f.count.Add(delta)
	// A request that changes the count during an update leaves it to the updating one.
	for f.shown.Load() != f.count.Load() && f.updating.CompareAndSwap(false, true) {
		f.update()
	}
}

// update moves the gauge by one towards the count.
func (f *inFlight) update() {
	defer f.updating.Store(false)
	defer f.guard.Recover("a metric")
	if step := cmp.Compare(f.count.Load(), f.shown.Load()); step != 0 {
		f.gauge.Update(f.shown.Add(int64(step)))
	}
}

// newInFlight makes the gauge, the first metric. It panics if the factory refuses the
// gauge: that is a mistake in the program, and no metric would be right.
func newInFlight(g *guard.Guard, factory metrics.Factory, o metrics.Options) *inFlight {
	defer func() {
		if refused := recover(); refused != nil {
			panic(fmt.Sprintf("chitrace/metrics: the factory refused %s: %v. "+
				"If this is a second factory on one registry, share one factory, or use metrics/prometheus, whose factories can share a registry.",
				o.Name, refused))
		}
	}()
	f := &inFlight{guard: g, gauge: orNull(g, o.Name, metrics.NullGauge, factory.Gauge(o))}
	f.shared, _ = f.gauge.(adder)
	return f
}
