package metrics

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/uber/jaeger-lib/metrics"
)

// meter counts requests in series. Each Middleware and each transport has one.
type meter struct {
	*config
	definitions
	factory metrics.Factory
	current inFlight

	mu      sync.RWMutex // not held while the factory or the error handler works
	series  map[tags]*instruments
	waiting map[tags][]observation // for instruments that are being made
	targets map[string]bool        // those that count towards the limit
	limited atomic.Bool            // a request went beyond the limit
}

// tags are the tags of a series.
type tags struct{ method, target, class string }

// maxWaiting bounds the observations that wait for a factory which is slow or
// hangs. Any further ones are lost.
const maxWaiting = 1 << 14

// Targets that stand for many and do not count towards the limit.
const (
	other     = "other"     // beyond the limit
	unmatched = "unmatched" // the request reached no pattern
	unknown   = "unknown"   // the URL has no host
)

// newMeter panics if the factory refuses the gauge, its first metric. That is a
// mistake in the program, after which no metric would be right.
func newMeter(d definitions, factory metrics.Factory, opts []Option) *meter {
	if factory == nil {
		factory = metrics.NullFactory
	}
	m := &meter{
		config:      newConfig(opts),
		definitions: d,
		factory:     factory,
		series:      map[tags]*instruments{},
		waiting:     map[tags][]observation{},
		targets:     map[string]bool{},
	}
	m.current = inFlight{guard: m.guard, gauge: m.newGauge()}
	return m
}

func (m *meter) newGauge() metrics.Gauge {
	var refused any
	gauge := func() metrics.Gauge {
		defer func() { refused = recover() }()
		return m.factory.Gauge(m.inFlight)
	}()
	if refused != nil {
		panic(fmt.Sprintf("chitrace/metrics: the factory refused %s: %v. "+
			"If this is a second factory on one registry, share one factory, or use metrics/prometheus, whose factories can share a registry.",
			m.inFlight.Name, refused))
	}
	return orNull(m.guard, m.inFlight.Name, metrics.NullGauge, gauge)
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
	made.record(m.guard, o)
}

// countSlow counts a request whose series is yet to be made, or is that of other.
// It does not wait for another request that is making the series: the factory may
// itself send requests that are counted here.
func (m *meter) countSlow(t tags, o observation) {
	made, as, first := m.enter(t, o)
	if as.target != t.target && !m.limited.Load() && !m.limited.Swap(true) {
		m.guard.Report("the limit", fmt.Errorf("%d values of %s have series of their own: %.100q and all further ones count as %q",
			m.maxRoutes, m.target, t.target, other))
	}
	switch {
	case made != nil:
		made.record(m.guard, o)
	case first:
		m.open(as)
	}
}

// enter returns the series that a request with these tags counts in, and its tags,
// which are those of other beyond the limit. If it is not made yet, it keeps o for
// it and reports whether o is the first.
func (m *meter) enter(t tags, o observation) (made *instruments, as tags, first bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.admit(t.target) {
		t.target = other
	}
	if made = m.series[t]; made != nil {
		return made, t, false
	}
	waiting, found := m.waiting[t]
	if !found {
		// Not to keep the request in memory that they are part of.
		t = tags{strings.Clone(t.method), strings.Clone(t.target), t.class}
	}
	if len(waiting) < maxWaiting {
		m.waiting[t] = append(waiting, o)
	}
	return nil, t, !found
}

// open makes the series and records what waits for it, also if the factory exits
// the goroutine.
func (m *meter) open(t tags) {
	made := &nullInstruments
	defer func() {
		m.mu.Lock()
		m.series[t] = made
		waiting := m.waiting[t]
		delete(m.waiting, t)
		m.mu.Unlock()
		for _, o := range waiting {
			made.record(m.guard, o)
		}
	}()
	made = m.instruments(t)
}

// admit reports whether the target may have series of its own.
func (m *meter) admit(target string) bool {
	switch {
	case target == other, target == unmatched, target == unknown, m.targets[target], m.hosts != nil:
		return true
	case len(m.targets) >= m.maxRoutes:
		return false
	}
	m.targets[strings.Clone(target)] = true
	return true
}

// Values of the tag status_class. The others are those of statusClasses.
const (
	noStatus      = "error"
	informational = "1xx"
	serverError   = "5xx"
)

// statusClasses are by the first digit. net/http takes statuses up to 999.
var statusClasses = [...]string{noStatus, informational, "2xx", "3xx", "4xx", serverError, "6xx", "7xx", "8xx", "9xx"}

// classOf returns the class of a status, or else the fallback for another number.
func classOf(status int, fallback string) string {
	if status < 100 || status > 999 {
		return fallback
	}
	return statusClasses[status/100]
}
