package prometheus_test

import (
	"net/http"
	"strings"
	"testing"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// wantMetrics expects these lines in what a scraper of the registry gets.
func wantMetrics(t *testing.T, r client.Gatherer, lines ...string) {
	t.Helper()
	got := "\n" + tracetest.Scrape(t, r, tracetest.TextFormat)
	for _, want := range lines {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("got%swithout %s", got, want)
		}
	}
}

// factories make the first factory on a registry.
var factories = map[string]func(r client.Registerer) metrics.Factory{
	"ours":         func(r client.Registerer) metrics.Factory { return prometheus.New(r) },
	"jaeger-lib's": func(r client.Registerer) metrics.Factory { return jaegerprom.New(jaegerprom.WithRegisterer(r)) },
}

// Whatever factories share a registry, all of them count.
func TestSharedRegistry(t *testing.T) {
	for name, first := range factories {
		for _, prefix := range []string{"", "p_"} {
			t.Run(name+", prefix "+prefix, func(t *testing.T) {
				r := client.NewPedanticRegistry()
				wrapped := client.WrapRegistererWithPrefix(prefix, r)
				for _, f := range []metrics.Factory{first(wrapped), prometheus.New(wrapped)} {
					jaeger.NewMetrics(f, nil)
					useAll(f, "Help.", map[string]string{"a": "1"})
				}
				wantMetrics(t, r, prefix+`c_total{a="1"} 2`, prefix+`g{a="1"} 1`, prefix+`t_count{a="1"} 2`, prefix+`h_count{a="1"} 2`)
			})
		}
	}
}

// Two middlewares with factories of their own count in the same series.
func TestTwoMiddlewaresOnOneRegistry(t *testing.T) {
	r := client.NewPedanticRegistry()
	outer, inner := chimetrics.Middleware(prometheus.New(r)), chimetrics.Middleware(prometheus.New(r))
	get(t, tracetest.InMemory(outer(inner(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		wantMetrics(t, r, "http_server_requests_in_flight 2")
	})))), "/")
	wantMetrics(t, r,
		"http_server_requests_in_flight 0",
		`http_server_requests_total{method="GET",route="unmatched",status_class="2xx"} 2`)
}

func TestRegistryRefuses(t *testing.T) {
	c := func(f metrics.Factory, o metrics.Options) { f.Counter(o) }
	g := func(f metrics.Factory, o metrics.Options) { f.Gauge(o) }
	h := func(f metrics.Factory, o metrics.Options) {
		f.Histogram(metrics.HistogramOptions{Name: o.Name, Help: o.Help, Tags: o.Tags})
	}
	o := metrics.Options{Name: "a_total", Help: "Help."}
	const otherType = "a metric of another type has that name and those labels"
	for name, tt := range map[string]struct {
		first, second func(metrics.Factory, metrics.Options)
		o             metrics.Options
		want          string
	}{
		"other tags":           {c, c, metrics.Options{Name: o.Name, Help: o.Help, Tags: map[string]string{"a": "1"}}, "different label names"},
		"reserved tag":         {c, c, metrics.Options{Name: "b", Tags: map[string]string{"__a": "1"}}, "not a valid label name"},
		"counter as gauge":     {c, g, o, otherType},
		"counter as histogram": {c, h, o, otherType},
		"histogram as counter": {h, c, o, otherType},
		"gauge as counter":     {g, c, o, otherType},
	} {
		t.Run(name, func(t *testing.T) {
			f := prometheus.New(client.NewPedanticRegistry())
			tt.first(f, o)
			err, _ := tracetest.PanicOf(func() { tt.second(f, tt.o) }).(error)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("panics with %v, want %s", err, tt.want)
			}
		})
	}
}

func TestInvalidUTF8(t *testing.T) {
	r := client.NewPedanticRegistry()
	for range 2 {
		f := prometheus.New(r).Namespace(metrics.NSOptions{Tags: map[string]string{"b": "\xff"}})
		f.Counter(metrics.Options{Name: "c", Tags: map[string]string{"a": "caf\xe9"}}).Inc(1)
	}
	wantMetrics(t, r, "c_total{a=\"caf\uFFFD\",b=\"\uFFFD\"} 2")
}

// What else a registry has stays as it is.
func TestDefaultRegisterer(t *testing.T) {
	before := client.DefaultRegisterer
	t.Cleanup(func() { client.DefaultRegisterer = before })
	r := client.NewRegistry()
	r.MustRegister(collectors.NewBuildInfoCollector())
	client.DefaultRegisterer = r
	prometheus.New(nil).Counter(metrics.Options{Name: "c"}).Inc(1)
	wantMetrics(t, r, "c_total 1", "# TYPE go_build_info gauge")
}
