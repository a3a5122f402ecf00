package metrics

import (
	"slices"

	"github.com/uber/jaeger-lib/metrics"
)

// catalog is the names and help of one side's metrics. They are the same for
// every series: a Prometheus registry insists on it.
type catalog struct {
	place    string // the key of the tag that says where a request went
	requests metrics.Options
	duration metrics.TimerOptions
	inFlight metrics.Options
	size     metrics.HistogramOptions // no name: not measured
}

var serverMetrics = &catalog{
	place: "route",
	requests: metrics.Options{
		Name: "http_server_requests",
		Help: "HTTP requests served.",
	},
	duration: metrics.TimerOptions{
		Name: "http_server_request_duration_seconds",
		Help: "Time it took to serve HTTP requests.",
	},
	inFlight: metrics.Options{
		Name: "http_server_requests_in_flight",
		Help: "HTTP requests being served.",
	},
	size: metrics.HistogramOptions{
		Name:    "http_server_response_size_bytes",
		Help:    "Size of the bodies of HTTP responses.",
		Buckets: []float64{1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26},
	},
}

var clientMetrics = &catalog{
	place: "host",
	requests: metrics.Options{
		Name: "http_client_requests",
		Help: "HTTP requests sent.",
	},
	duration: metrics.TimerOptions{
		Name: "http_client_request_duration_seconds",
		Help: "Time from sending HTTP requests to the header of their responses.",
	},
	inFlight: metrics.Options{
		Name: "http_client_requests_in_flight",
		Help: "HTTP requests sent and without a response yet.",
	},
}

// tags are the tags of a series, but for its class.
type tags struct{ method, place string }

// create has the factory make the metrics of one series. What it is handed is its
// own to keep and to change.
func (i *instrumentation) create(t tags, c class) *meters {
	fresh := func() map[string]string {
		return map[string]string{
			"method":        validUTF8(t.method),
			i.catalog.place: t.place,
			"status_class":  c.String(),
		}
	}
	requests, duration, size := i.catalog.requests, i.catalog.duration, i.catalog.size
	requests.Tags, duration.Tags = fresh(), fresh()
	duration.Buckets = slices.Clone(i.buckets)
	made := &meters{
		requests: orNull(metrics.NullCounter, func() metrics.Counter { return i.factory.Counter(requests) }),
		duration: orNull(metrics.NullTimer, func() metrics.Timer { return i.factory.Timer(duration) }),
		size:     metrics.NullHistogram,
	}
	if size.Name != "" {
		size.Tags = fresh()
		size.Buckets = slices.Clone(size.Buckets)
		made.size = orNull(metrics.NullHistogram, func() metrics.Histogram { return i.factory.Histogram(size) })
	}
	return made
}

// orNull returns what made makes, or null where it panics or makes nothing.
func orNull[T any](null T, create func() T) (made T) {
	made = null
	defer swallow()
	if m := create(); any(m) != nil {
		made = m
	}
	return made
}
