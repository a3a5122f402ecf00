package metrics

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// meter counts requests in series. Each Middleware and each transport has one.
type meter struct {
	*config
	definitions
	factory metrics.Factory
	current inFlight

	mu      sync.RWMutex // not held while the factory or the error handler works
	series  map[tags]*statusSeries
	targets map[string]bool // those that count towards the limit
	limited bool            // a request went beyond the limit
}

// tags are the tags of a series, except for its status class.
type tags struct{ method, target string }

// statusSeries is the series with the same tags, by class.
type statusSeries [classes]series

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
		series:      map[tags]*statusSeries{},
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
func (m *meter) count(t tags, c class, o observation) {
	found, t := m.find(t)
	found[c].record(m.guard, o, func() *instruments { return m.instruments(t, c) })
}

// find returns the series that a request with these tags counts in, and its tags.
func (m *meter) find(t tags) (*statusSeries, tags) {
	m.mu.RLock()
	found := m.series[t]
	m.mu.RUnlock()
	if found != nil {
		return found, t
	}
	found, added, first := m.add(t)
	if first {
		m.guard.Report("the limit", fmt.Errorf("%d values of %s have series of their own: %.100q and all further ones count as %q",
			m.maxRoutes, m.target, t.target, other))
	}
	return found, added
}

// add makes room for the tags' series, or those of other if there is none.
// It reports whether it is the first time that there is none.
func (m *meter) add(t tags) (added *statusSeries, _ tags, first bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.admit(t.target) {
		t.target = other
		first, m.limited = !m.limited, true
	}
	if found := m.series[t]; found != nil {
		return found, t, first
	}
	// Not to keep the request in memory that they are part of.
	t = tags{strings.Clone(t.method), strings.Clone(t.target)}
	added = &statusSeries{}
	m.series[t] = added
	return added, t, first
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

// tagValue returns s as a factory takes it: not too long, and valid UTF-8, which
// Prometheus panics without.
func tagValue(s string) string {
	if len(s) <= text.Max && utf8.ValidString(s) {
		return s
	}
	return text.Cut(s)
}

// class is the first digit of a status, the value of the tag status_class. It
// counts from noStatus.
type class int

const (
	noStatus      class = 0
	informational class = 1
	serverError   class = 5
	classes             = 10 // net/http takes statuses up to 999
)

// classOf returns noStatus for a number that is no status.
func classOf(status int) class {
	if status < 100 || status > 999 {
		return noStatus
	}
	return class(status / 100)
}

func (c class) String() string {
	return [classes]string{"error", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}[c]
}
