package metrics

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Values of tags beyond the limit, and of requests without a pattern or a host.
const (
	other     = "other"
	unmatched = "unmatched"
	unknown   = "unknown"
)

// free are the values that do not count towards a limit.
var free = map[string]bool{other: true, unmatched: true, unknown: true, "": true}

// maxValues limits the values of each tag of WithTag.
const maxValues = 100

// applyLimits sets tags beyond a limit to other. It returns an error for the first
// request beyond each limit.
func (m *meter) applyLimits(tags []string) (err error) {
	exceed := func(tag, value string, limit int) {
		if !m.reported[tag] {
			m.reported[tag] = true
			err = errors.Join(err, fmt.Errorf("%d values of %s have series of their own: %.100q and all further ones count as %q", limit, tag, value, other))
		}
	}
	limit := m.config.maxTargets()
	most := 5 * min(max(limit, 200), 1<<20)
	for i := targetTag; i < len(tags); i++ {
		if !m.hasRoomFor(m.keys[i], tags[i], limit) {
			exceed(m.keys[i], tags[i], limit)
			tags[i] = other
		}
		limit = maxValues // of each further tag
	}
	if further := tags[targetTag+1:]; len(further) > 0 {
		if !m.hasRoom(tags, 4*most) {
			exceed("the tags of WithTag", strings.Join(further, " "), 4*most)
			copy(further, slices.Repeat([]string{other}, len(further)))
		}
		most *= 5
	}
	if !m.hasRoom(tags, most) {
		exceed("all tags", tags[methodTag]+" "+tags[targetTag], most)
		tags[targetTag] = other
	}
	return err
}

// hasRoomFor reports whether a value of a tag may have series of its own, and counts
// it towards the limit if so.
func (m *meter) hasRoomFor(tag, value string, limit int) bool {
	if m.values[tag] == nil {
		m.values[tag] = maps.Clone(free)
	}
	values := m.values[tag]
	if len(values)-len(free) < limit && !values[value] {
		values[strings.Clone(value)] = true
	}
	return values[value]
}

// hasRoom reports whether the series exists, or may be made within the limit.
func (m *meter) hasRoom(tags []string, limit int) bool {
	var buf [128]byte
	_, found := m.series[string(nameOf(tags, buf[:0]))]
	return found || len(m.series) < limit
}
