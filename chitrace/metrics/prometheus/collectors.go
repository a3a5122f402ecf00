package prometheus

import (
	"errors"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// collectors are the collectors of a Factory and its namespaces, by name and labels. The
// help is not part of the key: jaeger-client-go uses several for one metric.
type collectors struct {
	registerer prometheus.Registerer
	known      sync.Map // from name and labels to a prometheus.Collector
}

// register returns the collector for the name and labels: a known one, a new one, or the
// one that another factory has registered. It panics if the registerer refuses a new
// one, or if the registered one has another type.
func register[T prometheus.Collector](c *collectors, name string, labels []string, create func() T) T {
	registered, ok := c.register(name+"\xff"+strings.Join(labels, "\xff"), func() prometheus.Collector { return create() }).(T)
	if !ok {
		panic(errors.New("a metric of another type has that name and those labels"))
	}
	return registered
}

func (c *collectors) register(key string, create func() prometheus.Collector) prometheus.Collector {
	if known, ok := c.known.Load(key); ok {
		return known.(prometheus.Collector)
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
	c.known.Store(key, registered)
	return registered
}
