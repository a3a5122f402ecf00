package prometheus

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
)

// exemplar is the last exemplar of a counter or of a bucket. The client's own
// way to keep one allocates ten times for each observation; this one does not,
// and leaves the work to the scrape.
type exemplar struct {
	mu     sync.Mutex
	value  float64
	at     time.Time
	labels []label // none: there is no exemplar
}

type label struct {
	name, value string
	runes       int // of both
}

// set replaces the exemplar, unless none of the labels can be used.
func (e *exemplar) set(value float64, labels map[string]string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	usable := appendUsable(e.labels[:0], labels)
	if len(usable) == 0 {
		return
	}
	e.value, e.at, e.labels = value, time.Now(), usable
}

// appendUsable appends the labels that an exemplar may have. Of too many it
// takes the shortest.
func appendUsable(usable []label, labels map[string]string) []label {
	for name, value := range labels {
		value = strings.ToValidUTF8(value, "\uFFFD")
		runes := utf8.RuneCountInString(name) + utf8.RuneCountInString(value)
		if validName(name) && runes <= prometheus.ExemplarMaxRunes {
			usable = append(usable, label{name, value, runes})
		}
	}
	slices.SortFunc(usable, func(a, b label) int {
		return cmp.Or(cmp.Compare(a.runes, b.runes), strings.Compare(a.name, b.name))
	})
	runes := 0
	for i, l := range usable {
		if runes += l.runes; runes > prometheus.ExemplarMaxRunes {
			return usable[:i]
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

// appendTo appends the exemplar in the client's form, if there is one.
func (e *exemplar) appendTo(all []prometheus.Exemplar) []prometheus.Exemplar {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.labels) == 0 {
		return all
	}
	labels := make(prometheus.Labels, len(e.labels))
	for _, l := range e.labels {
		labels[l.name] = l.value
	}
	return append(all, prometheus.Exemplar{Value: e.value, Labels: labels, Timestamp: e.at})
}
