package prometheus_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// The methods by which chitrace/metrics finds that a factory keeps exemplars.
type (
	incWithExemplar interface {
		IncWithExemplar(delta int64, labels map[string]string)
	}
	recordDuration interface {
		RecordWithExemplar(d time.Duration, labels map[string]string)
	}
	recordValue interface {
		RecordWithExemplar(v float64, labels map[string]string)
	}
)

var timestamp = regexp.MustCompile(`(# \{[^}]*\} \S+) [0-9.e+]+`)

// exemplars returns the lines of an OpenMetrics scrape that have an exemplar,
// without its time.
func exemplars(t *testing.T, r client.Gatherer) string {
	t.Helper()
	var lines strings.Builder
	for line := range strings.Lines(scrape(t, r, openMetrics)) {
		if strings.Contains(line, " # ") {
			lines.WriteString(timestamp.ReplaceAllString(line, "$1"))
		}
	}
	return lines.String()
}

func wantLines(t *testing.T, got, want string) {
	t.Helper()
	if want = strings.TrimPrefix(want, "\n"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func trace(id string) map[string]string { return map[string]string{"trace_id": id} }

func TestExemplars(t *testing.T) {
	r := client.NewPedanticRegistry()
	f := prometheus.New(r)
	c := f.Counter(metrics.Options{Name: "c"}).(incWithExemplar)
	d := f.Timer(metrics.TimerOptions{Name: "d", Buckets: []time.Duration{time.Second, time.Minute}}).(recordDuration)
	h := f.Histogram(metrics.HistogramOptions{Name: "h", Buckets: []float64{1, 10}}).(recordValue)

	c.IncWithExemplar(1, trace("1"))
	c.IncWithExemplar(2, trace("2")) // the last one stays
	d.RecordWithExemplar(time.Second, trace("3"))
	d.RecordWithExemplar(time.Hour, trace("4"))
	h.RecordWithExemplar(0, trace("5"))
	h.RecordWithExemplar(9, trace("6"))
	h.RecordWithExemplar(10, trace("7"))

	wantLines(t, exemplars(t, r), `
c_total 3.0 # {trace_id="2"} 2.0
d_bucket{le="1.0"} 1 # {trace_id="3"} 1.0
d_bucket{le="+Inf"} 2 # {trace_id="4"} 3600.0
h_bucket{le="1.0"} 1 # {trace_id="5"} 0.0
h_bucket{le="10.0"} 3 # {trace_id="7"} 10.0
`)
}

func TestExemplarHasItsTime(t *testing.T) {
	r := client.NewPedanticRegistry()
	before := time.Now()
	prometheus.New(r).Counter(metrics.Options{Name: "c"}).(incWithExemplar).IncWithExemplar(1, trace("1"))
	after := time.Now()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	at := families[0].GetMetric()[0].GetCounter().GetExemplar().GetTimestamp().AsTime()
	if at.Before(before) || at.After(after) {
		t.Errorf("the exemplar is of %s, want between %s and %s", at, before, after)
	}
}

// Each series has exemplars of its own, whoever asks for it.
func TestExemplarsOfSeries(t *testing.T) {
	r := client.NewPedanticRegistry()
	for _, id := range []string{"1", "2"} {
		f := prometheus.New(r)
		for _, tag := range []string{"a", "b"} {
			c := f.Counter(metrics.Options{Name: "c", Tags: map[string]string{"t": tag}})
			c.(incWithExemplar).IncWithExemplar(1, trace(tag+id))
		}
	}
	wantLines(t, exemplars(t, r), `
c_total{t="a"} 2.0 # {trace_id="a2"} 1.0
c_total{t="b"} 2.0 # {trace_id="b2"} 1.0
`)
}

// No label breaks an observation or a scrape, and no exemplar is larger than
// OpenMetrics allows.
func TestExemplarLabels(t *testing.T) {
	long := func(runes int) string { return strings.Repeat("ä", runes) }
	tests := []struct {
		name   string
		labels map[string]string
		want   string // of the exemplar
	}{
		{"none", nil, ""},
		{"empty", map[string]string{}, ""},
		{"empty value", trace(""), `trace_id=""`},
		{"two", map[string]string{"trace_id": "12", "span_id": "3"}, `span_id="3",trace_id="12"`},
		{"as long as allowed", map[string]string{"trace_id": long(120)}, `trace_id="` + long(120) + `"`},
		{"too long", map[string]string{"trace_id": long(121)}, ""},
		{"one of two too long", map[string]string{"trace_id": "1", "user": long(125)}, `trace_id="1"`},
		{"too many", map[string]string{"aa": long(50), "b": long(48), "c": long(49)}, `b="` + long(48) + `",c="` + long(49) + `"`},
		{"invalid UTF-8", trace("caf\xe9"), "trace_id=\"caf\uFFFD\""},
		{"invalid names", map[string]string{"trace_id": "1", "": "x", "a-b": "x", "1a": "x", "__a": "x", "ä": "x", "a\xff": "x"}, `trace_id="1"`},
		{"valid names", map[string]string{"_": "1", "a1": "2", "Z_9": "3"}, `Z_9="3",_="1",a1="2"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := client.NewPedanticRegistry()
			prometheus.New(r).Counter(metrics.Options{Name: "c"}).(incWithExemplar).IncWithExemplar(1, tt.labels)
			want := "c_total 1.0 # {" + tt.want + "} 1.0\n"
			if tt.want == "" {
				want = ""
			}
			wantLines(t, sortLabels(exemplars(t, r)), want)
		})
	}
}

var exemplarLabels = regexp.MustCompile(`# \{(.*)\}`)

// sortLabels puts an exemplar's labels in order, which is that of a map.
func sortLabels(line string) string {
	return exemplarLabels.ReplaceAllStringFunc(line, func(s string) string {
		labels := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "# {"), "}"), ",")
		slices.Sort(labels)
		return "# {" + strings.Join(labels, ",") + "}"
	})
}

// An exemplar without a usable label leaves the one before it.
func TestUnusableExemplarReplacesNothing(t *testing.T) {
	r := client.NewPedanticRegistry()
	c := prometheus.New(r).Counter(metrics.Options{Name: "c"}).(incWithExemplar)
	c.IncWithExemplar(1, trace("1"))
	c.IncWithExemplar(1, nil)
	c.IncWithExemplar(1, trace(strings.Repeat("x", 200)))
	wantLines(t, exemplars(t, r), "c_total 3.0 # {trace_id=\"1\"} 1.0\n")
}

// The caller may change the map once the observation is made.
func TestExemplarIsACopy(t *testing.T) {
	r := client.NewPedanticRegistry()
	labels := trace("1")
	prometheus.New(r).Counter(metrics.Options{Name: "c"}).(incWithExemplar).IncWithExemplar(1, labels)
	labels["trace_id"] = "2"
	wantLines(t, exemplars(t, r), "c_total 1.0 # {trace_id=\"1\"} 1.0\n")
}

// Scrapes and observations go on at the same time.
func TestExemplarsUnderConcurrency(t *testing.T) {
	const goroutines, rounds = 4, 200
	r := client.NewPedanticRegistry()
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			h := prometheus.New(r).Histogram(metrics.HistogramOptions{Name: "h", Buckets: []float64{1}}).(recordValue)
			for n := range rounds {
				h.RecordWithExemplar(float64(g), trace(fmt.Sprint(n)))
			}
		})
	}
	for range 20 {
		if _, err := r.Gather(); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	// Which of the goroutines was the last differs, but each ends with the same id.
	for _, want := range []string{`h_bucket{le="1.0"} 400 # {trace_id="199"} `, `h_bucket{le="+Inf"} 800 # {trace_id="199"} `} {
		if got := exemplars(t, r); !strings.Contains(got, want) {
			t.Errorf("got\n%swithout %s", got, want)
		}
	}
}
