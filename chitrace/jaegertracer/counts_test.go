package jaegertracer_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// counts are the client's metrics.
type counts struct{ *prometheus.Registry }

// count returns an option that has the client count.
func count() (counts, jaegertracer.Option) {
	c := counts{prometheus.NewRegistry()}
	return c, jaegertracer.WithMetrics(jaegerprom.New(jaegerprom.WithRegisterer(c)))
}

// of returns the value of the counter with that result.
func (c counts) of(t *testing.T, name, result string) float64 {
	t.Helper()
	families, err := c.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == name && m.GetLabel()[0].GetValue() == result {
				return m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("there is no %s with the result %s", name, result)
	return 0
}
