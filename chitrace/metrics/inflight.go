package metrics

import (
	"sync"

	"github.com/uber/jaeger-lib/metrics"
)

// inFlight counts what has begun and not ended. The gauge can only be set, so it
// is set under the lock of the count: two updates never swap.
type inFlight struct {
	mu    sync.Mutex
	count int64
	gauge metrics.Gauge
}

func (f *inFlight) add(delta int64) {
	defer swallow()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count += delta
	f.gauge.Update(f.count)
}
