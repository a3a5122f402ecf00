//go:build !race

package prometheus_test

import (
	"testing"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// Not under the race detector, where sync.Pool forgets on purpose.

func TestObservationsAllocateNothing(t *testing.T) {
	f := prometheus.New(client.NewRegistry())
	c := f.Counter(metrics.Options{Name: "c"})
	g := f.Gauge(metrics.Options{Name: "g"})
	d := f.Timer(metrics.TimerOptions{Name: "d"})
	h := f.Histogram(metrics.HistogramOptions{Name: "h"})
	if got := testing.AllocsPerRun(1000, func() {
		c.Inc(1)
		g.Update(1)
		d.Record(time.Second)
		h.Record(1)
	}); got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
}
