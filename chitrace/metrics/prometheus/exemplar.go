package prometheus

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
)

// exemplarOf returns the labels that an exemplar may have: the client panics on
// any others. Of too many it returns the shortest.
func exemplarOf(labels map[string]string) prometheus.Labels {
	usable, left := prometheus.Labels{}, prometheus.ExemplarMaxRunes
	runes := func(name string) int { return utf8.RuneCountInString(name) + utf8.RuneCountInString(labels[name]) }
	names := slices.SortedFunc(maps.Keys(labels), func(a, b string) int {
		return cmp.Or(cmp.Compare(runes(a), runes(b)), strings.Compare(a, b))
	})
	for _, name := range names {
		if n := runes(name); n <= left && validName(name) {
			usable[name] = strings.ToValidUTF8(labels[name], "\uFFFD")
			left -= n
		}
	}
	return usable
}

// validName reports whether every version of the client and of Prometheus takes
// name as a label's name.
func validName(name string) bool {
	for i, c := range []byte(name) {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || '9' < c) {
			return false
		}
	}
	return name != "" && !strings.HasPrefix(name, "__")
}
