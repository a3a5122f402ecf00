//go:build !race

package prometheus_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"

	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
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

// What exemplars add to a request without one, such as one that is not sampled.
func TestRequestAllocations(t *testing.T) {
	none := func(context.Context) map[string]string { return nil }
	if got := requestAllocations(t, chimetrics.WithExemplars(none)) - requestAllocations(t); got != 0 {
		t.Errorf("%v allocations more than without exemplars, want none", got)
	}
}

func requestAllocations(t *testing.T, opts ...chimetrics.Option) float64 {
	t.Helper()
	r := chi.NewRouter()
	r.Use(chimetrics.Middleware(prometheus.New(client.NewRegistry()), opts...))
	r.Get("/users/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/users/1", http.NoBody)
	w := httptest.NewRecorder()
	return testing.AllocsPerRun(1000, func() { r.ServeHTTP(w, req) })
}
