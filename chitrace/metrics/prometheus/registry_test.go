package prometheus_test

import (
	"strings"
	"testing"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// useAll counts one of everything, and makes the metrics of a tracer.
func useAll(f metrics.Factory) {
	jaeger.NewMetrics(f, nil)
	tags := map[string]string{"a": "1"}
	f.Counter(metrics.Options{Name: "c", Help: "C.", Tags: tags}).Inc(1)
	f.Gauge(metrics.Options{Name: "g", Help: "G.", Tags: tags}).Update(1)
	f.Timer(metrics.TimerOptions{Name: "t", Help: "T.", Tags: tags}).Record(time.Second)
	f.Histogram(metrics.HistogramOptions{Name: "h", Help: "H.", Tags: tags}).Record(1)
}

// Whatever factories share a registry, all of them count.
func TestSharedRegistry(t *testing.T) {
	tests := []struct {
		name string
		make func(r client.Registerer) []metrics.Factory
	}{
		{"two", func(r client.Registerer) []metrics.Factory {
			return []metrics.Factory{prometheus.New(r), prometheus.New(r)}
		}},
		{"after jaeger-lib's", func(r client.Registerer) []metrics.Factory {
			return []metrics.Factory{jaegerprom.New(jaegerprom.WithRegisterer(r)), prometheus.New(r)}
		}},
		{"wrapped", func(r client.Registerer) []metrics.Factory {
			return []metrics.Factory{
				prometheus.New(client.WrapRegistererWithPrefix("p_", r)),
				prometheus.New(client.WrapRegistererWithPrefix("p_", r)),
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := client.NewPedanticRegistry()
			for _, f := range tt.make(r) {
				useAll(f)
			}
			got := strings.ReplaceAll(scrape(t, r, textFormat), "p_", "")
			for _, want := range []string{`c_total{a="1"} 2`, `g{a="1"} 1`, `t_count{a="1"} 2`, `h_count{a="1"} 2`} {
				if !strings.Contains(got, "\n"+want+"\n") {
					t.Errorf("got\n%s\nwithout %s", got, want)
				}
			}
		})
	}
}

// Two middlewares with factories of their own count in the same series.
func TestTwoMiddlewaresOnOneRegistry(t *testing.T) {
	r := client.NewPedanticRegistry()
	leave := make(chan struct{})
	first := newSite(t, chimetrics.Middleware(prometheus.New(r)), func() { <-leave })
	second := newSite(t, chimetrics.Middleware(prometheus.New(r)), func() {})

	done := make(chan struct{})
	go func() {
		defer close(done)
		first.get(t)
	}()
	first.waitForHandler()
	second.get(t)
	if got := scrape(t, r, textFormat); !strings.Contains(got, "\nhttp_server_requests_in_flight 1\n") {
		t.Errorf("got\n%s\nwant one request in flight", got)
	}
	close(leave)
	<-done
	got := scrape(t, r, textFormat)
	for _, want := range []string{
		"http_server_requests_in_flight 0",
		`http_server_requests_total{method="GET",route="/",status_class="2xx"} 2`,
	} {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("got\n%s\nwithout %s", got, want)
		}
	}
}

func TestRegistryRefuses(t *testing.T) {
	c := func(f metrics.Factory, o metrics.Options) { f.Counter(o) }
	g := func(f metrics.Factory, o metrics.Options) { f.Gauge(o) }
	h := func(f metrics.Factory, o metrics.Options) {
		f.Histogram(metrics.HistogramOptions{Name: o.Name, Help: o.Help, Tags: o.Tags})
	}
	o := metrics.Options{Name: "a_total", Help: "Help."}
	tests := []struct {
		name   string
		first  func(metrics.Factory, metrics.Options)
		second func(metrics.Factory, metrics.Options)
		o      metrics.Options
	}{
		{"other tags", c, c, metrics.Options{Name: o.Name, Help: o.Help, Tags: map[string]string{"a": "1"}}},
		{"reserved tag", c, c, metrics.Options{Name: "b", Tags: map[string]string{"__a": "1"}}},
		{"counter as gauge", c, g, o},
		{"counter as histogram", c, h, o},
		{"gauge as counter", g, c, o},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := prometheus.New(client.NewPedanticRegistry())
			tt.first(f, o)
			defer func() {
				if recover() == nil {
					t.Error("it does not panic")
				}
			}()
			tt.second(f, tt.o)
		})
	}
}

func TestInvalidUTF8(t *testing.T) {
	r := client.NewPedanticRegistry()
	for range 2 {
		f := prometheus.New(r).Namespace(metrics.NSOptions{Tags: map[string]string{"b": "\xff"}})
		f.Counter(metrics.Options{Name: "c", Tags: map[string]string{"a": "caf\xe9"}}).Inc(1)
	}
	if got, want := scrape(t, r, textFormat), "c_total{a=\"caf\uFFFD\",b=\"\uFFFD\"} 2\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwithout %s", got, want)
	}
}

func TestNativeHistograms(t *testing.T) {
	r := client.NewPedanticRegistry()
	f := prometheus.New(r, prometheus.WithNativeHistograms())
	useAll(f)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		h := family.GetMetric()[0].GetHistogram()
		if h == nil || h.GetSampleCount() == 0 {
			continue
		}
		if len(h.GetPositiveSpan()) == 0 {
			t.Errorf("%s has no native buckets", family.GetName())
		}
		if len(h.GetBucket()) != len(client.DefBuckets) {
			t.Errorf("%s has %d classic buckets, want the default ones", family.GetName(), len(h.GetBucket()))
		}
	}
}

func TestDefaultRegisterer(t *testing.T) {
	before := client.DefaultRegisterer
	t.Cleanup(func() { client.DefaultRegisterer = before })
	r := client.NewPedanticRegistry()
	client.DefaultRegisterer = r
	prometheus.New(nil).Counter(metrics.Options{Name: "c"}).Inc(1)
	if got := scrape(t, r, textFormat); !strings.Contains(got, "c_total 1") {
		t.Errorf("got\n%s", got)
	}
}

// What else a registry has stays as it is.
func TestBesideOtherCollectors(t *testing.T) {
	r := client.NewRegistry()
	r.MustRegister(collectors.NewGoCollector())
	useAll(prometheus.New(r))
	if got := scrape(t, r, textFormat); !strings.Contains(got, "go_goroutines") || !strings.Contains(got, `c_total{a="1"} 1`) {
		t.Errorf("got\n%s", got)
	}
}
