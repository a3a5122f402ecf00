package metrics

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Values of tags beyond a limit, and of requests without a pattern or a host.
const (
	other     = "other"
	unmatched = "unmatched"
	unknown   = "unknown"
)

// free are the values that do not count towards a limit.
var free = map[string]bool{other: true, unmatched: true, unknown: true, "": true}

// maxValues limits the values of each tag but the target.
const maxValues = 100

// applyLimits makes tags valid, and those beyond a limit other. It returns an error for
// the first request beyond each limit.
func (m *meter) applyLimits(tags []string) (err error) {
	exceed := func(tag, value string, limit int) {
		if !m.reported[tag] {
			m.reported[tag] = true
			err = errors.Join(err, fmt.Errorf("%d values of %s have series of their own: %.100q and all further ones count as %q", limit, tag, value, other))
		}
	}
	limit := cmp.Or(len(m.config.hosts), m.config.maxRoutes) // of the target
	most := 5 * min(max(limit, 200), 1<<20)
	for i, key := range m.keys {
		tags[i] = text.Name(tags[i])
		if !m.hasRoomFor(key, tags[i], limit) {
			exceed(key, tags[i], limit)
			tags[i] = other
		}
		limit = maxValues
	}
	if own := tags[usualTags:]; len(own) > 0 {
		if !m.hasRoom(tags, 4*most) {
			exceed("the tags of WithTag", strings.Join(own, " "), 4*most)
			copy(own, slices.Repeat([]string{other}, len(own)))
		}
		most *= 5
	}
	if !m.hasRoom(tags, most) {
		exceed("all tags", tags[1]+" "+tags[0], most)
		tags[0] = other
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
