package metrics

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// tags are the tags of a series.
type tags struct {
	method, target, class string
	own                   string // the values of ownKeys, joined by the separator
}

// separator is not part of any value, since values are valid UTF-8.
const separator = "\xff"

// Values of tags that do not count towards a limit.
const (
	other     = "other"     // beyond a limit
	unmatched = "unmatched" // the request reached no pattern
	unknown   = "unknown"   // the URL has no host
)

// maxValues limits the values of each tag of WithTag.
const maxValues = 100

// withinLimits returns the tags for the series of t. Beyond a limit some of them are
// other. The first request beyond each limit returns an error.
func (m *meter) withinLimits(t tags) (_ tags, err error) {
	exceed := func(tag, value string, limit int) {
		if !m.reported[tag] {
			m.reported[tag] = true
			err = errors.Join(err, fmt.Errorf("%d values of %s have series of their own: %.100q and all further ones count as %q", limit, tag, value, other))
		}
	}
	if limit := m.config.maxTargets(); !m.addValue(m.metrics.target, t.target, limit) {
		exceed(m.metrics.target, t.target, limit)
		t.target = other
	}
	most := 5 * min(max(m.config.maxTargets(), 200), 1<<20)
	if own := m.ownValues(t.own); len(own) > 0 {
		for i, key := range m.config.ownKeys {
			if !m.addValue(key, own[i], maxValues) {
				exceed(key, own[i], maxValues)
				own[i] = other
			}
		}
		t.own = strings.Join(own, separator)
		if !m.hasRoom(t, 4*most) {
			exceed("the tags of WithTag", strings.Join(own, " "), 4*most)
			t.own = strings.Join(slices.Repeat([]string{other}, len(own)), separator)
		}
		most *= 5
	}
	if !m.hasRoom(t, most) {
		exceed("all tags", t.method+" "+t.target, most)
		t.target = other
	}
	return t, err
}

// addValue reports whether a value of a tag may have series of its own, and counts it
// towards the limit if so.
func (m *meter) addValue(tag, value string, limit int) bool {
	values := m.values[tag]
	switch {
	case value == other, value == unmatched, value == unknown, value == "", values[value]:
		return true
	case len(values) >= limit:
		return false
	case values == nil:
		values = map[string]bool{}
		m.values[tag] = values
	}
	values[strings.Clone(value)] = true
	return true
}

// hasRoom reports whether the series exists, or may be made within the limit.
func (m *meter) hasRoom(t tags, limit int) bool {
	_, found := m.series[t]
	return found || len(m.series) < limit
}

// ownValues returns the values of ownKeys.
func (m *meter) ownValues(joined string) []string {
	if len(m.config.ownKeys) == 0 {
		return nil
	}
	return strings.Split(joined, separator)
}

// Statuses beside those of net/http.
const (
	noStatus       = 0  // there is no response
	hijackedStatus = -1 // the handler took over the connection
)

// classOf returns the value of status_class.
func classOf(status int) string {
	switch {
	case status == hijackedStatus:
		return "1xx" // most are upgraded
	case status < 100 || status > 999: // net/http takes statuses up to 999
		return "error"
	}
	return statusClasses[status/100]
}

// statusClasses are by the first digit.
var statusClasses = [...]string{1: "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}

// codeOf returns the value of status_code.
func codeOf(status int) string {
	if http.StatusText(status) == "" {
		return other
	}
	return strconv.Itoa(status)
}
