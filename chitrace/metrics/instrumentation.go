package metrics

import (
	"strings"

	"github.com/uber/jaeger-lib/metrics"
)

// instrumentation is what Middleware and NewTransport have in common: it counts
// requests in series that it makes once and keeps.
type instrumentation struct {
	*config
	catalog  *catalog
	factory  metrics.Factory
	inFlight inFlight
	places   table[string, string]
	groups   table[tags, *group]
}

// group is the series of the same tags, by class.
type group [classes]series

func newInstrumentation(c *catalog, factory metrics.Factory, opts []Option) *instrumentation {
	if factory == nil {
		factory = metrics.NullFactory
	}
	i := &instrumentation{config: newConfig(opts), catalog: c, factory: factory}
	i.places.limit = i.maxRoutes
	i.inFlight.gauge = orNull(metrics.NullGauge, func() metrics.Gauge { return factory.Gauge(c.inFlight) })
	return i
}

// count records one finished request in the series that it belongs to.
func (i *instrumentation) count(t tags, c class, o observation) {
	g, ok := i.groups.get(t)
	if !ok {
		t.method = strings.Clone(t.method) // not to keep all that a client sent with it
		g, _ = i.groups.add(t, &group{})
	}
	g[c].record(o, func() *meters { return i.create(t, c) })
}
