package metrics

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// definitions are the names and help texts of the metrics of a server or a client. A
// Prometheus registry requires the same ones for every series.
type definitions struct {
	target   string // the key of the tag for a request's target: route or host
	requests metrics.Options
	duration metrics.TimerOptions
	inFlight metrics.Options
	size     metrics.HistogramOptions // without a name: not measured
}

var serverMetrics = definitions{
	target:   "route",
	requests: metrics.Options{Name: "http_server_requests", Help: "HTTP requests served."},
	duration: metrics.TimerOptions{Name: "http_server_request_duration_seconds", Help: "Time it took to serve HTTP requests."},
	inFlight: metrics.Options{Name: "http_server_requests_in_flight", Help: "HTTP requests being served."},
	size:     metrics.HistogramOptions{Name: "http_server_response_size_bytes", Help: "Size of the bodies of HTTP responses."},
}

var clientMetrics = definitions{
	target:   "host",
	requests: metrics.Options{Name: "http_client_requests", Help: "HTTP requests sent."},
	duration: metrics.TimerOptions{Name: "http_client_request_duration_seconds", Help: "Time from sending HTTP requests to the header of their responses."},
	inFlight: metrics.Options{Name: "http_client_requests_in_flight", Help: "HTTP requests sent and without a response yet."},
}

// instruments are the factory's metrics of one series.
type instruments struct {
	requests metrics.Counter
	duration metrics.Timer
	size     metrics.Histogram
}

var nullInstruments = instruments{metrics.NullCounter, metrics.NullTimer, metrics.NullHistogram}

// newInstruments makes the instruments of one series. All arguments of the factory are
// copies, since it may keep and change them.
func (m *meter) newInstruments(tags []string) *instruments {
	all := make(map[string]string, len(tags))
	for i, value := range tags {
		all[m.keys[i]] = strings.Clone(value) // it may share the request's memory
	}
	c, d, made := m.config, m.metrics, nullInstruments
	d.requests.Tags, d.duration.Tags, d.size.Tags = all, maps.Clone(all), maps.Clone(all)
	d.duration.Buckets, d.size.Buckets = slices.Clone(c.buckets), slices.Clone(c.sizeBuckets)
	made.requests = create(c.guard, d.requests.Name, made.requests, m.factory.Counter, d.requests)
	made.duration = create(c.guard, d.duration.Name, made.duration, m.factory.Timer, d.duration)
	if d.size.Name != "" && !c.withoutSize {
		made.size = create(c.guard, d.size.Name, made.size, m.factory.Histogram, d.size)
	}
	return &made
}

// create calls the factory's method with the options. It returns null if the method
// panics or returns nil.
func create[O, T any](g *guard.Guard, name string, null T, method func(O) T, options O) T {
	return orNull(g, name, null, guard.Get(g, "the factory, asked for "+name+",", null, func() T { return method(options) }))
}

func orNull[T any](g *guard.Guard, name string, null, made T) T {
	if any(made) == nil {
		g.Report(name, fmt.Errorf("the factory returned nil for %s", name))
		return null
	}
	return made
}

// observation is one finished request.
type observation struct {
	duration time.Duration
	size     int64
	exemplar map[string]string
}

// Methods of the metrics of a factory that keeps exemplars, such as metrics/prometheus.
type (
	exemplarCounter interface {
		IncWithExemplar(delta int64, labels map[string]string)
	}
	exemplarTimer interface {
		RecordWithExemplar(d time.Duration, labels map[string]string)
	}
	exemplarHistogram interface {
		RecordWithExemplar(v float64, labels map[string]string)
	}
)

func (i *instruments) record(g *guard.Guard, o observation) {
	defer g.Recover("a metric")
	labelled := len(o.exemplar) > 0
	if c, ok := i.requests.(exemplarCounter); ok && labelled {
		c.IncWithExemplar(1, o.exemplar)
	} else {
		i.requests.Inc(1)
	}
	if t, ok := i.duration.(exemplarTimer); ok && labelled {
		t.RecordWithExemplar(o.duration, o.exemplar)
	} else {
		i.duration.Record(o.duration)
	}
	if h, ok := i.size.(exemplarHistogram); ok && labelled {
		h.RecordWithExemplar(float64(o.size), o.exemplar)
	} else {
		i.size.Record(float64(o.size))
	}
}
