package prometheus_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
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

var exemplar = regexp.MustCompile(`# \{([^}]*)\} (\S+) [0-9.e+]+`)

// wantExemplars compares the lines of an OpenMetrics scrape that have an exemplar,
// with its labels in order and without its time.
func wantExemplars(t *testing.T, r client.Gatherer, want string) {
	t.Helper()
	got := "\n"
	for line := range strings.Lines(tracetest.Scrape(t, r, tracetest.OpenMetrics)) {
		if found := exemplar.FindStringSubmatch(line); found != nil {
			labels := strings.Split(found[1], ",")
			slices.Sort(labels)
			got += strings.Replace(line, found[0], "# {"+strings.Join(labels, ",")+"} "+found[2], 1)
		}
	}
	if got != want {
		t.Errorf("got%swant%s", got, want)
	}
}

func trace(id string) map[string]string { return map[string]string{"trace_id": id} }

// Each series and each bucket has the last exemplar, whoever asks for it, and
// whoever made the metric.
func TestExemplars(t *testing.T) {
	instruments := func(f metrics.Factory) (metrics.Counter, metrics.Timer, metrics.Histogram) {
		return f.Counter(metrics.Options{Name: "c"}),
			f.Timer(metrics.TimerOptions{Name: "d", Buckets: []time.Duration{time.Second, time.Minute}}),
			f.Histogram(metrics.HistogramOptions{Name: "h", Buckets: []float64{1, 10}})
	}
	for name, first := range factories {
		t.Run(name, func(t *testing.T) {
			r := client.NewPedanticRegistry()
			instruments(first(r))
			for _, id := range []string{"1", "2"} {
				c, d, h := instruments(prometheus.New(r))
				c.(incWithExemplar).IncWithExemplar(3, trace("a"+id))
				d.(recordDuration).RecordWithExemplar(time.Second, trace("b"+id))
				d.(recordDuration).RecordWithExemplar(time.Hour, trace("c"+id))
				h.(recordValue).RecordWithExemplar(9, trace("d"+id))
				h.(recordValue).RecordWithExemplar(10, trace("e"+id))
			}
			wantExemplars(t, r, `
c_total 6.0 # {trace_id="a2"} 3.0
d_bucket{le="1.0"} 2 # {trace_id="b2"} 1.0
d_bucket{le="+Inf"} 4 # {trace_id="c2"} 3600.0
h_bucket{le="10.0"} 4 # {trace_id="e2"} 10.0
`)
		})
	}
}

// No label breaks an observation or a scrape, and no exemplar is larger than OpenMetrics
// allows. An exemplar without a usable label leaves the one before it.
func TestExemplarLabels(t *testing.T) {
	long := func(runes int) string { return strings.Repeat("ä", runes) }
	for name, tt := range map[string]struct {
		labels map[string]string
		want   string // of the exemplar
	}{
		"none":                {nil, ""},
		"empty":               {map[string]string{}, ""},
		"empty value":         {trace(""), `trace_id=""`},
		"two":                 {map[string]string{"trace_id": "12", "span_id": "3"}, `span_id="3",trace_id="12"`},
		"as long as allowed":  {map[string]string{"trace_id": long(120)}, `trace_id="` + long(120) + `"`},
		"too long":            {map[string]string{"trace_id": long(121)}, ""},
		"one of two too long": {map[string]string{"trace_id": "1", "user": long(125)}, `trace_id="1"`},
		"too many":            {map[string]string{"aa": long(50), "b": long(48), "c": long(49)}, `b="` + long(48) + `",c="` + long(49) + `"`},
		"invalid UTF-8":       {trace("caf\xe9"), "trace_id=\"caf\uFFFD\""},
		"invalid names":       {map[string]string{"trace_id": "1", "": "x", "a-b": "x", "1a": "x", "__a": "x", "ä": "x", "a\xff": "x"}, `trace_id="1"`},
		"valid names":         {map[string]string{"_": "1", "azAZ09": "2", "Z_9": "3"}, `Z_9="3",_="1",azAZ09="2"`},
	} {
		t.Run(name, func(t *testing.T) {
			r, first := client.NewPedanticRegistry(), trace("first")
			c := prometheus.New(r).Counter(metrics.Options{Name: "c"}).(incWithExemplar)
			c.IncWithExemplar(2, first)
			clear(first) // the caller may change the map now
			c.IncWithExemplar(1, tt.labels)
			want := "\nc_total 3.0 # {" + tt.want + "} 1.0\n"
			if tt.want == "" {
				want = "\nc_total 3.0 # {trace_id=\"first\"} 2.0\n"
			}
			wantExemplars(t, r, want)
		})
	}
}
