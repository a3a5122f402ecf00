package metrics

import (
	"errors"
	"fmt"
	"strings"
)

// tags are the tags of a series.
type tags struct {
	method, target, class string
	own                   string // the values of ownKeys, joined by the separator
}

// separator is not part of any value, since values are valid UTF-8.
const separator = "\xff"

// Values of tags that stand for many, and the targets of requests without one.
// They do not count towards a limit.
const (
	other     = "other"     // beyond a limit
	unmatched = "unmatched" // the request reached no pattern
	unknown   = "unknown"   // the URL has no host
)

// maxValues bounds the values of each tag of one's own.
const maxValues = 100

// maxSeries returns the most series of a meter: five for each route or host, and
// at least 1000. With tags of one's own there are five times as many.
func maxSeries(c *config) int {
	n := 5 * min(max(c.maxRoutes, 200), 1<<20)
	if len(c.ownKeys) > 0 {
		n *= 5
	}
	return n
}

// seriesFor returns the series that a request with these tags counts in, and its
// tags. Beyond a limit some of these are other; err says so for the first request
// beyond it. If the series is not made yet, seriesFor keeps o for it and reports
// whether o is the first.
func (m *meter) seriesFor(t tags, o observation) (made *instruments, as tags, first bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, err = m.withinLimits(t)
	if made = m.series[t]; made != nil {
		return made, t, false, err
	}
	waiting, found := m.waiting[t]
	if !found {
		// Not to keep the request in memory that they are part of.
		t = tags{strings.Clone(t.method), strings.Clone(t.target), t.class, strings.Clone(t.own)}
	}
	if len(waiting) < maxWaiting {
		m.waiting[t] = append(waiting, o)
	}
	return nil, t, !found, err
}

// withinLimits returns the tags that a request counts with, and an error for the
// first request beyond a limit.
func (m *meter) withinLimits(t tags) (as tags, err error) {
	if m.config.hosts == nil && !m.addValue(m.metrics.target, t.target, m.config.maxRoutes) {
		err = m.exceeded(m.metrics.target, t.target, m.config.maxRoutes)
		t.target = other
	}
	own := m.ownValues(t.own)
	for i, key := range m.config.ownKeys {
		if !m.addValue(key, own[i], maxValues) {
			err = errors.Join(err, m.exceeded(key, own[i], maxValues))
			own[i] = other
			t.own = strings.Join(own, separator)
		}
	}
	if len(own) > 0 && !m.hasRoom(t, m.maxSeries/5*4) {
		err = errors.Join(err, m.exceeded("the tags of WithTag", strings.Join(own, " "), m.maxSeries/5*4))
		for i := range own {
			own[i] = other
		}
		t.own = strings.Join(own, separator)
	}
	if !m.hasRoom(t, m.maxSeries) {
		err = errors.Join(err, m.exceeded("all tags", t.method+" "+t.target, m.maxSeries))
		t.target = other
	}
	return t, err
}

// addValue reports whether a value of a tag may have series of its own. It counts
// towards the limit then.
func (m *meter) addValue(key, value string, limit int) bool {
	values := m.values[key]
	switch {
	case value == other, value == unmatched, value == unknown, value == "", values[value]:
		return true
	case len(values) >= limit:
		return false
	case values == nil:
		values = map[string]bool{}
		m.values[key] = values
	}
	values[strings.Clone(value)] = true
	return true
}

// hasRoom reports whether the series exists, or may be made as one of so many.
func (m *meter) hasRoom(t tags, limit int) bool {
	return m.series[t] != nil || m.waiting[t] != nil || len(m.series)+len(m.waiting) < limit
}

// exceeded returns the error for the first value of a tag beyond its limit, and
// nil for those that follow.
func (m *meter) exceeded(key, value string, limit int) error {
	if m.reported[key] {
		return nil
	}
	m.reported[key] = true
	return fmt.Errorf("%d values of %s have series of their own: %.100q and all further ones count as %q", limit, key, value, other)
}

// ownValues returns the values of ownKeys.
func (m *meter) ownValues(joined string) []string {
	if len(m.config.ownKeys) == 0 {
		return nil
	}
	return strings.Split(joined, separator)
}
