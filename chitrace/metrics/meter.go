package metrics

import (
	"sync"

	"github.com/uber/jaeger-lib/metrics"
)

// meter counts requests in series. Each Middleware and each transport has one.
type meter struct {
	config    *config
	metrics   definitions
	factory   metrics.Factory
	inFlight  inFlight
	maxSeries int

	mu       sync.RWMutex // not held while the factory or the error handler works
	series   map[tags]*instruments
	waiting  map[tags][]observation     // for instruments that are being made
	values   map[string]map[string]bool // by tag: those that count towards its limit
	reported map[string]bool            // limits that a request went beyond
}

// maxWaiting bounds the observations that wait for a factory which is slow or
// hangs. Any further ones are lost.
const maxWaiting = 1 << 14

func newMeter(d definitions, factory metrics.Factory, opts []Option) *meter {
	if factory == nil {
		factory = metrics.NullFactory
	}
	m := &meter{
		config:   newConfig(opts),
		metrics:  d,
		factory:  factory,
		series:   map[tags]*instruments{},
		waiting:  map[tags][]observation{},
		values:   map[string]map[string]bool{},
		reported: map[string]bool{},
	}
	m.maxSeries = maxSeries(m.config)
	m.inFlight = inFlight{guard: m.config.guard, gauge: m.newGauge()}
	m.inFlight.shared, _ = m.inFlight.gauge.(adder)
	return m
}

// count records one finished request.
func (m *meter) count(t tags, o observation) {
	m.mu.RLock()
	made := m.series[t]
	m.mu.RUnlock()
	if made == nil {
		m.countSlow(t, o)
		return
	}
	made.record(m.config.guard, o)
}

// countSlow counts a request whose series is yet to be made, or is one of other.
// It does not wait for another request that is making the series: the factory may
// itself send requests that are counted here.
func (m *meter) countSlow(t tags, o observation) {
	made, t, first, err := m.seriesFor(t, o)
	if err != nil {
		m.config.guard.Report("the limit", err)
	}
	switch {
	case made != nil:
		made.record(m.config.guard, o)
	case first:
		m.makeSeries(t)
	}
}

// makeSeries makes the series and records what waits for it, also if the factory
// exits the goroutine.
func (m *meter) makeSeries(t tags) {
	made := &nullInstruments
	defer func() {
		m.mu.Lock()
		m.series[t] = made
		waiting := m.waiting[t]
		delete(m.waiting, t)
		m.mu.Unlock()
		for _, o := range waiting {
			made.record(m.config.guard, o)
		}
	}()
	made = m.newInstruments(t)
}
