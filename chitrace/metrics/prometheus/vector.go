package prometheus

import (
	"sort"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// vector is a vector of the client's counters or histograms, with exemplars. It
// stands in a registry in the place of the client's own.
type vector struct {
	prometheus.Collector           // the client's own
	bounds               []float64 // upper ones of a histogram's buckets, in increasing order
	series               sync.Map  // from the client's metric to its *series
}

// with returns the series of one of the client's metrics.
func (v *vector) with(m prometheus.Metric) *series {
	s, _ := v.series.LoadOrStore(m, &series{m, v.bounds, make([]exemplar, len(v.bounds)+1)})
	return s.(*series)
}

// Collect implements prometheus.Collector.
func (v *vector) Collect(ch chan<- prometheus.Metric) {
	for _, s := range v.series.Range {
		ch <- s.(*series).collect()
	}
}

// series is a counter or a histogram with its exemplars.
type series struct {
	client prometheus.Metric
	bounds []float64
	last   []exemplar // one for each bucket, the infinite one included
}

// keep keeps the labels as the exemplar of the bucket that v is in.
func (s *series) keep(v float64, labels map[string]string) {
	s.last[sort.SearchFloat64s(s.bounds, v)].set(v, labels)
}

func (s *series) collect() prometheus.Metric {
	var all []prometheus.Exemplar
	for i := range s.last {
		all = s.last[i].appendTo(all)
	}
	m, err := prometheus.NewMetricWithExemplars(s.client, all...)
	if err != nil { // there are none
		return s.client
	}
	return m
}
