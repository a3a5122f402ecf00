package prometheus

import (
	"errors"
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

// counters returns the vector that is registered, possibly by another factory.
func (f *Factory) counters(opts prometheus.CounterOpts, labels []string) *vector[*counter] {
	switch v := f.register(newCounters(prometheus.NewCounterVec(opts, labels))).(type) {
	case *vector[*counter]:
		return v
	case *prometheus.CounterVec:
		return newCounters(v)
	default:
		panic(errOtherType)
	}
}

func (f *Factory) histograms(opts prometheus.HistogramOpts, labels []string) *vector[*histogram] {
	switch v := f.register(newHistograms(prometheus.NewHistogramVec(opts, labels), opts.Buckets)).(type) {
	case *vector[*histogram]:
		return v
	case *prometheus.HistogramVec:
		return newHistograms(v, opts.Buckets)
	default:
		panic(errOtherType)
	}
}

func (f *Factory) gauges(opts prometheus.GaugeOpts, labels []string) *prometheus.GaugeVec {
	v, ok := f.register(prometheus.NewGaugeVec(opts, labels)).(*prometheus.GaugeVec)
	if !ok {
		panic(errOtherType)
	}
	return v
}

var errOtherType = errors.New("a metric of that name and those labels is registered with another type")

// register registers c, and returns it or what is registered in its place.
func (f *Factory) register(c prometheus.Collector) prometheus.Collector {
	err := f.config.registerer.Register(c)
	var already prometheus.AlreadyRegisteredError
	if errors.As(err, &already) {
		return already.ExistingCollector
	}
	if err != nil {
		panic(err)
	}
	return c
}
