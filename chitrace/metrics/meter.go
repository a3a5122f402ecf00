package metrics

import (
	"strings"
	"sync"

	"github.com/uber/jaeger-lib/metrics"
)

// meter counts requests in series. Each Middleware and each transport has one.
type meter struct {
	config   *config
	metrics  definitions
	factory  metrics.Factory
	inFlight inFlight

	mu       sync.RWMutex // not held while the factory or the error handler runs
	series   map[tags]series
	values   map[string]map[string]bool // by tag: values that count towards its limit
	reported map[string]bool            // limits that were exceeded
}

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
	m := &meter{
		config:   newConfig(opts),
		metrics:  d,
		factory:  factory,
		series:   map[tags]series{},
		values:   map[string]map[string]bool{},
		reported: map[string]bool{},
	}
	m.inFlight = inFlight{guard: m.config.guard, gauge: m.newGauge()}
	m.inFlight.shared, _ = m.inFlight.gauge.(adder)
	return m
}

// count records one finished request.
func (m *meter) count(t tags, o observation) {
	m.mu.RLock()
	made := m.series[t].made
	m.mu.RUnlock()
	if made == nil {
		made = m.seriesFor(t, o)
	}
	if made != nil {
		made.record(m.config.guard, o)
	}
}

// seriesFor returns the instruments for t, which have to be made, or are those of other.
// If another request is making them, or has to make them now, seriesFor stores o for
// them and returns nil. It does not wait for another request: the factory may itself send
// requests that are counted here.
func (m *meter) seriesFor(t tags, o observation) *instruments {
	m.mu.Lock()
	t, exceeded := m.withinLimits(t)
	s, found := m.series[t]
	if !found {
		// Copies, so that the series does not keep the request's memory.
		t = tags{strings.Clone(t.method), strings.Clone(t.target), t.class, strings.Clone(t.own)}
	}
	if s.made == nil && len(s.waiting) < maxWaiting {
		s.waiting = append(s.waiting, o)
		m.series[t] = s
	}
	m.mu.Unlock()
	if exceeded != nil {
		m.config.guard.Report("the limit", exceeded)
	}
	if !found {
		m.makeSeries(t)
	}
	return s.made
}

// makeSeries makes the series and records the waiting observations, even if the factory
// exits the goroutine.
func (m *meter) makeSeries(t tags) {
	made := &nullInstruments
	defer func() {
		m.mu.Lock()
		waiting := m.series[t].waiting
		m.series[t] = series{made: made}
		m.mu.Unlock()
		for _, o := range waiting {
			made.record(m.config.guard, o)
		}
	}()
	made = m.newInstruments(t)
}
