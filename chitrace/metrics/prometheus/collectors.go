package prometheus

import (
	"errors"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// collectors are what a Factory and its namespaces have registered, by name and
// labels. The help does not matter: jaeger-client-go gives one metric several.
type collectors struct {
	registerer prometheus.Registerer

	mu    sync.Mutex
	known map[string]prometheus.Collector
}

// register returns the collector for the name and labels: one known from before,
// or a new one, or the one that another factory has registered in its place.
func (c *collectors) register(name string, labels []string, create func() prometheus.Collector) prometheus.Collector {
	key := name + "\xff" + strings.Join(labels, "\xff")
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[key]; ok {
		return known
	}
	registered := create()
	err := c.registerer.Register(registered)
	var already prometheus.AlreadyRegisteredError
	if errors.As(err, &already) {
		registered, err = already.ExistingCollector, nil
	}
	if err != nil {
		panic(err)
	}
	c.known[key] = registered
	return registered
}

func (c *collectors) counters(opts prometheus.CounterOpts, labels []string) *vector[*counter] {
	registered := c.register(opts.Name, labels, func() prometheus.Collector {
		return newCounters(prometheus.NewCounterVec(opts, labels))
	})
	switch v := registered.(type) {
	case *vector[*counter]:
		return v
	case *prometheus.CounterVec:
		return newCounters(v)
	}
	panic(errOtherType)
}

func (c *collectors) histograms(opts prometheus.HistogramOpts, labels []string) *vector[*histogram] {
	registered := c.register(opts.Name, labels, func() prometheus.Collector {
		return newHistograms(prometheus.NewHistogramVec(opts, labels), opts.Buckets)
	})
	switch v := registered.(type) {
	case *vector[*histogram]:
		return v
	case *prometheus.HistogramVec:
		return newHistograms(v, opts.Buckets)
	}
	panic(errOtherType)
}

func (c *collectors) gauges(opts prometheus.GaugeOpts, labels []string) *prometheus.GaugeVec {
	registered := c.register(opts.Name, labels, func() prometheus.Collector {
		return prometheus.NewGaugeVec(opts, labels)
	})
	if v, ok := registered.(*prometheus.GaugeVec); ok {
		return v
	}
	panic(errOtherType)
}

var errOtherType = errors.New("a metric of another type has that name and those labels")
