package metrics

import (
	"sync"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// meter counts requests in series. Each Middleware and each transport has one.
type meter struct {
	config   *config
	metrics  definitions
	factory  metrics.Factory
	inFlight *inFlight
	keys     []string // of the tags

	mu       sync.RWMutex               // not held while the factory or the error handler runs
	series   map[string]series          // by name
	values   map[string]map[string]bool // by tag: those that have series of their own
	reported map[string]bool            // limits that were exceeded
}

// The first tags. Those of WithStatusCode and WithTag follow.
const (
	methodTag = iota
	classTag
	targetTag
)

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
	keys := []string{methodTag: "method", classTag: "status_class", targetTag: d.target}
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

// count records one finished request. own are the values of the tags of WithTag. count
// returns the instruments of the series, or nil if the factory makes them.
func (m *meter) count(method, target string, status int, own []string, o observation) *instruments {
	tags := []string{method, classes[classOf(status)], target}
	if m.config.statusCode {
		tags = append(tags, codeOf(status))
	}
	tags = append(tags, own...)
	var buf [128]byte // keeps the usual name on the stack
	name := nameOf(tags, buf[:0])
	m.mu.RLock()
	made := m.series[string(name)].made
	m.mu.RUnlock()
	if made == nil {
		made = m.seriesFor(tags, o)
	}
	if made != nil {
		made.record(m.config.guard, o)
	}
	return made
}

// nameOf appends the name of the series with these tags to buf.
func nameOf(tags []string, buf []byte) []byte {
	for _, value := range tags {
		buf = append(append(buf, value...), '\xff') // which is not valid in UTF-8
	}
	return buf
}

// seriesFor returns the instruments for the tags, which have to be made, or are those of
// other. If another request is making them, or has to make them now, seriesFor stores o
// for them and returns nil. It does not wait for another request: the factory may itself
// send requests that are counted here.
func (m *meter) seriesFor(tags []string, o observation) *instruments {
	for i, value := range tags {
		tags[i] = text.Name(value)
	}
	m.mu.Lock()
	exceeded := m.applyLimits(tags)
	var buf [128]byte
	name := nameOf(tags, buf[:0])
	s, found := m.series[string(name)]
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
