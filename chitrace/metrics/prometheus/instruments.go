package prometheus

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
)

// counter is a metrics.Counter that keeps the last exemplar.
type counter struct{ client prometheus.Counter }

// Inc adds delta, which must not be negative.
func (c counter) Inc(delta int64) { c.client.Add(float64(delta)) }

// IncWithExemplar adds delta and keeps the labels as the counter's exemplar.
func (c counter) IncWithExemplar(delta int64, labels map[string]string) {
	c.client.(prometheus.ExemplarAdder).AddWithExemplar(float64(delta), exemplarOf(labels))
}

// histogram is a metrics.Histogram that keeps the last exemplar of each bucket.
type histogram struct{ client prometheus.Observer }

// Record observes v.
func (h histogram) Record(v float64) { h.client.Observe(v) }

// RecordWithExemplar observes v and keeps the labels as its bucket's exemplar.
func (h histogram) RecordWithExemplar(v float64, labels map[string]string) {
	h.client.(prometheus.ExemplarObserver).ObserveWithExemplar(v, exemplarOf(labels))
}

// timer is a metrics.Timer that records seconds.
type timer struct{ histogram }

func (t timer) Record(d time.Duration) { t.histogram.Record(seconds(d)) }

func (t timer) RecordWithExemplar(d time.Duration, labels map[string]string) {
	t.histogram.RecordWithExemplar(seconds(d), labels)
}

// gauge is a metrics.Gauge that can also add.
type gauge struct{ client prometheus.Gauge }

func (g gauge) Update(v int64) { g.client.Set(float64(v)) }

func (g gauge) Add(delta int64) { g.client.Add(float64(delta)) }

// exemplarOf returns the labels that are valid in an exemplar, since the client panics on
// others. If they are too long together, it returns the shortest. It returns nil, for
// which the client keeps no exemplar, if there are none.
func exemplarOf(labels map[string]string) (usable prometheus.Labels) {
	left := prometheus.ExemplarMaxRunes
	runes := func(name string) int { return utf8.RuneCountInString(name) + utf8.RuneCountInString(labels[name]) }
	names := slices.SortedFunc(maps.Keys(labels), func(a, b string) int {
		return cmp.Or(cmp.Compare(runes(a), runes(b)), strings.Compare(a, b))
	})
	for _, name := range names {
		if n := runes(name); n <= left && validName.MatchString(name) && !strings.HasPrefix(name, "__") {
			if usable == nil {
				usable = prometheus.Labels{}
			}
			usable[name] = strings.ToValidUTF8(labels[name], "\uFFFD")
			left -= n
		}
	}
	return usable
}

// validName is a label's name that every version of the client and of Prometheus
// takes, unless it begins with two underscores.
var validName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
