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

// vector returns the vector for the name and labels. If jaeger-lib's factory has
// registered one, it is around that, and its exemplars are not collected.
func (c *collectors) vector(name string, labels []string, bounds []float64, create func() prometheus.Collector) *vector {
	registered := c.register(name, labels, func() prometheus.Collector {
		return &vector{Collector: create(), bounds: bounds}
	})
	if v, ok := registered.(*vector); ok {
		return v
	}
	return &vector{Collector: registered, bounds: bounds}
}

// as returns the collector as the type that a metric needs.
func as[T prometheus.Collector](c prometheus.Collector) T {
	if t, ok := c.(T); ok {
		return t
	}
	panic(errors.New("a metric of another type has that name and those labels"))
}
