package metrics

import "strings"

// other is the route, or the host, of all that come after the limit is reached.
const other = "other"

// label returns what a route or a host is called in the metrics: valid UTF-8,
// which some factories panic without, and one of a bounded set. The empty one is
// called none, and takes no place in that set.
func (i *instrumentation) label(place, none string) string {
	if place == "" {
		return none
	}
	if label, ok := i.places.get(place); ok {
		return label
	}
	if i.places.full() {
		return other
	}
	place = strings.Clone(place) // not to keep the whole URL that a host is part of
	if label, ok := i.places.add(place, validUTF8(place)); ok {
		return label
	}
	return other
}

func validUTF8(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
