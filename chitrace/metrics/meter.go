package metrics

import (
	"net/http"
	"sync"

	"github.com/uber/jaeger-lib/metrics"
)

// meter counts requests in series. Each Middleware and each transport has one.
type meter struct {
	config   *config
	metrics  definitions
	factory  metrics.Factory
	inFlight *inFlight
	keys     []string // of the tags

	mu       sync.Mutex                 // not held while the factory or the error handler runs
	series   map[string]series          // by name
	values   map[string]map[string]bool // by tag: those that have series of their own
	reported map[string]bool            // limits that were exceeded
}

// usualTags is the number of tags without those of WithStatusCode and WithTag.
const usualTags = 3

// series has the instruments of requests with the same tags.
type series struct {
	made    *instruments // nil while the factory makes them
	waiting []observation
}

// maxWaiting limits the observations that wait for a factory that is slow or hangs.
// Further ones are lost.
const maxWaiting = 1 << 14

func newMeter(d definitions, factory metrics.Factory, opts []Option) *meter {
	if factory == nil {
		factory = metrics.NullFactory
	}
	c := newConfig(opts)
	keys := []string{d.target, "method", "status_class"}
	if c.statusCode {
		keys = append(keys, statusCode)
	}
	return &meter{
		config:   c,
		metrics:  d,
		factory:  factory,
		inFlight: newInFlight(c.guard, factory, d.inFlight),
		keys:     append(keys, c.ownKeys...),
		series:   map[string]series{},
		values:   map[string]map[string]bool{},
		reported: map[string]bool{},
	}
}

// counts reports whether the filters accept r.
func (m *meter) counts(r *http.Request) bool {
	return m.config.filters.Accept(m.config.guard, "the filter", true, r)
}

// count records one finished request. own are the values of the tags of WithTag. count
// returns the instruments of the series. If they are still to be made, it stores the
// observation for them and returns nil. It does not wait for another request: the factory
// may itself send requests that are counted here.
func (m *meter) count(target, method string, status int, own []string, o observation) *instruments {
	tags := []string{target, method, classes[classOf(status)]}
	if m.config.statusCode {
		tags = append(tags, codeOf(status))
	}
	tags = append(tags, own...)
	var buf [128]byte // keeps the usual name on the stack
	m.mu.Lock()
	name := nameOf(tags, buf[:0])
	s, found := m.series[string(name)]
	var exceeded error
	if !found {
		exceeded = m.applyLimits(tags)
		name = nameOf(tags, buf[:0])
		s, found = m.series[string(name)]
	}
	if s.made == nil && len(s.waiting) < maxWaiting {
		s.waiting = append(s.waiting, o)
		m.series[string(name)] = s
	}
	m.mu.Unlock()
	if exceeded != nil {
		m.config.guard.Report("the limit", exceeded)
	}
	if !found {
		m.makeSeries(string(name), tags)
	}
	if s.made != nil {
		s.made.record(m.config.guard, o)
	}
	return s.made
}

// makeSeries makes the series and records the waiting observations, even if the factory
// exits the goroutine.
func (m *meter) makeSeries(name string, tags []string) {
	made := &nullInstruments
	defer func() {
		m.mu.Lock()
		waiting := m.series[name].waiting
		m.series[name] = series{made: made}
		m.mu.Unlock()
		for _, o := range waiting {
			made.record(m.config.guard, o)
		}
	}()
	made = m.newInstruments(tags)
}

// classes are the values of status_class by the result of classOf.
var classes = [...]string{"error", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}

// classOf returns the first digit of a status, or 0 if it is not a status of net/http.
func classOf(status int) int {
	if status < 100 || status > 999 {
		return 0
	}
	return status / 100
}

// nameOf appends the name of the series with these tags to buf.
func nameOf(tags []string, buf []byte) []byte {
	for _, value := range tags {
		buf = append(append(buf, value...), '\xff') // which is not valid in UTF-8
	}
	return buf
}
