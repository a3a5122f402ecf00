package page

import (
	"cmp"
	"math"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// figures are what a service has counted of one route so far.
type figures struct {
	Route    string  `json:"route"`
	Requests float64 `json:"requests"`
	Errors   float64 `json:"errors"` // of the requests, answered 5xx
	P95      float64 `json:"p95"`    // seconds that 95 of 100 took at most

	buckets map[float64]uint64 // of the durations, by upper bound
}

// gather returns the figures of each route, by name.
func gather(from prometheus.Gatherer) ([]*figures, error) {
	families, err := from.Gather()
	if err != nil {
		return nil, err
	}
	routes := map[string]*figures{}
	of := func(m *dto.Metric) *figures {
		name := label(m, "route")
		if routes[name] == nil {
			routes[name] = &figures{Route: name, buckets: map[float64]uint64{}}
		}
		return routes[name]
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			switch family.GetName() {
			case "http_server_requests_total":
				count := m.GetCounter().GetValue()
				of(m).Requests += count
				if label(m, "status_class") == "5xx" {
					of(m).Errors += count
				}
			case "http_server_request_duration_seconds":
				for _, b := range m.GetHistogram().GetBucket() {
					of(m).buckets[b.GetUpperBound()] += b.GetCumulativeCount()
				}
			}
		}
	}
	all := []*figures{}
	for _, f := range routes {
		f.P95 = quantile(0.95, f.Requests, f.buckets)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *figures) int { return cmp.Compare(a.Route, b.Route) })
	return all, nil
}

func label(m *dto.Metric, name string) string {
	for _, pair := range m.GetLabel() {
		if pair.GetName() == name {
			return pair.GetValue()
		}
	}
	return ""
}

// quantile interpolates as Prometheus's histogram_quantile does. What is beyond
// the last bucket counts as its bound.
func quantile(q, total float64, cumulative map[float64]uint64) float64 {
	rank, below, from := q*total, 0.0, 0.0
	bounds := []float64{}
	for bound := range cumulative {
		if !math.IsInf(bound, 1) {
			bounds = append(bounds, bound)
		}
	}
	slices.Sort(bounds)
	for _, bound := range bounds {
		count := float64(cumulative[bound])
		if count >= rank && count > below {
			return from + (bound-from)*(rank-below)/(count-below)
		}
		below, from = count, bound
	}
	return from
}
