package page

import (
	"cmp"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// figures are what a service has counted of one route so far.
type figures struct {
	Route    string  `json:"route"`
	Requests float64 `json:"requests"`
	Errors   float64 `json:"errors"` // of the requests, answered 5xx
	Mean     float64 `json:"mean"`   // seconds that a request took

	seconds float64 // of all requests
}

// gather returns the figures of each route, by name.
func gather(from prometheus.Gatherer) ([]*figures, error) {
	families, err := from.Gather()
	if err != nil {
		return nil, err
	}
	routes := map[string]*figures{}
	of := func(name string) *figures {
		if routes[name] == nil {
			routes[name] = &figures{Route: name}
		}
		return routes[name]
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			route := label(m.GetLabel(), "route")
			switch family.GetName() {
			case "http_server_requests_total":
				count := m.GetCounter().GetValue()
				of(route).Requests += count
				if label(m.GetLabel(), "status_class") == "5xx" {
					of(route).Errors += count
				}
			case "http_server_request_duration_seconds":
				of(route).seconds += m.GetHistogram().GetSampleSum()
			}
		}
	}
	all := []*figures{}
	for _, f := range routes {
		f.Mean = f.seconds / max(f.Requests, 1)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *figures) int { return cmp.Compare(a.Route, b.Route) })
	return all, nil
}

func label[P interface {
	GetName() string
	GetValue() string
}](pairs []P, name string) string {
	for _, pair := range pairs {
		if pair.GetName() == name {
			return pair.GetValue()
		}
	}
	return ""
}
