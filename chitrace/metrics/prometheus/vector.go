package prometheus

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// vector is the series of one metric, by label values. It stands in a registry
// in the place of the client's own vector, to add the exemplars.
type vector[S series] struct {
	prometheus.Collector // the client's own
	create               func(values []string) S

	mu     sync.Mutex
	series map[string]S
}

// series is what collects a metric with its exemplars.
type series interface{ collect() prometheus.Metric }

// with returns the series with these label values.
func (v *vector[S]) with(values []string) S {
	key := strings.Join(values, "\xff") // which no value has
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.series[key]
	if !ok {
		s = v.create(values)
		v.series[key] = s
	}
	return s
}

// Collect implements prometheus.Collector.
func (v *vector[S]) Collect(ch chan<- prometheus.Metric) {
	v.mu.Lock()
	all := slices.Collect(maps.Values(v.series))
	v.mu.Unlock()
	for _, s := range all {
		ch <- s.collect()
	}
}

func newCounters(client *prometheus.CounterVec) *vector[*counter] {
	create := func(values []string) *counter {
		return &counter{client: client.WithLabelValues(values...)}
	}
	return &vector[*counter]{Collector: client, create: create, series: map[string]*counter{}}
}

func newHistograms(client *prometheus.HistogramVec, bounds []float64) *vector[*histogram] {
	create := func(values []string) *histogram {
		return newHistogram(client.WithLabelValues(values...).(prometheus.Histogram), bounds)
	}
	return &vector[*histogram]{Collector: client, create: create, series: map[string]*histogram{}}
}
