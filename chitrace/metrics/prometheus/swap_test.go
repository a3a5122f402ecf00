package prometheus_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// The formats that a scraper may ask for.
const (
	textFormat  = "text/plain"
	openMetrics = "application/openmetrics-text"
)

// scrape returns what a scraper of the registry gets.
func scrape(t *testing.T, r client.Gatherer, format string) string {
	t.Helper()
	s := httptest.NewServer(promhttp.HandlerFor(r, promhttp.HandlerOpts{EnableOpenMetrics: true}))
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", format)
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the scrape fails: %s", body)
	}
	return string(body)
}

// Swapping jaeger-lib's factory for this one changes no series.
func TestSwap(t *testing.T) {
	sizes := []float64{1, 10, 100}
	tests := []struct {
		name   string
		theirs []jaegerprom.Option
		ours   []prometheus.Option
		use    func(t *testing.T, f metrics.Factory)
	}{
		{"names", nil, nil, func(_ *testing.T, f metrics.Factory) {
			for _, name := range []string{"requests", "with.dots-and-dashes", "already_total"} {
				f.Counter(metrics.Options{Name: name}).Inc(2)
			}
		}},
		{"help", nil, nil, func(_ *testing.T, f metrics.Factory) {
			f.Counter(metrics.Options{Name: "a.b", Help: "  Spaces around. "}).Inc(1)
			f.Gauge(metrics.Options{Name: "c.d", Help: "\t"}).Update(-1)
			f.Timer(metrics.TimerOptions{Name: "e.f"}).Record(time.Second)
			f.Histogram(metrics.HistogramOptions{Name: "g.h", Help: "Help."}).Record(1)
		}},
		{"several help texts", nil, nil, func(_ *testing.T, f metrics.Factory) {
			for _, sampled := range []string{"y", "n"} { // as jaeger-client-go does
				tags := map[string]string{"sampled": sampled}
				f.Counter(metrics.Options{Name: "c", Help: "Help of " + sampled, Tags: tags}).Inc(1)
				f.Gauge(metrics.Options{Name: "g", Help: "Help of " + sampled, Tags: tags}).Update(1)
				f.Timer(metrics.TimerOptions{Name: "t", Help: "Help of " + sampled, Tags: tags}).Record(1)
				f.Histogram(metrics.HistogramOptions{Name: "h", Help: "Help of " + sampled, Tags: tags}).Record(1)
			}
		}},
		{"several buckets", nil, nil, func(_ *testing.T, f metrics.Factory) {
			for n := range 3 {
				f.Histogram(metrics.HistogramOptions{Name: "h", Buckets: []float64{float64(n)}}).Record(1)
			}
		}},
		{"a tracer", nil, nil, func(t *testing.T, f metrics.Factory) {
			t.Helper()
			_, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter(),
				jaeger.TracerOptions.Metrics(jaeger.NewMetrics(f, nil)))
			_ = closer.Close()
		}},
		{"tags", nil, nil, func(_ *testing.T, f metrics.Factory) {
			for _, value := range []string{"x", "y", ""} {
				tags := map[string]string{"z": "1", "b": value, "a": "2"}
				f.Counter(metrics.Options{Name: "c", Tags: tags}).Inc(1)
				f.Gauge(metrics.Options{Name: "g", Tags: tags}).Update(1)
				f.Timer(metrics.TimerOptions{Name: "t", Tags: tags}).Record(1)
				f.Histogram(metrics.HistogramOptions{Name: "h", Tags: tags}).Record(1)
			}
		}},
		{"the same metric twice", nil, nil, func(_ *testing.T, f metrics.Factory) {
			for n := range int64(2) {
				f.Counter(metrics.Options{Name: "c"}).Inc(n + 1)
				f.Gauge(metrics.Options{Name: "g"}).Update(n + 1)
				f.Timer(metrics.TimerOptions{Name: "t"}).Record(time.Duration(n))
				f.Histogram(metrics.HistogramOptions{Name: "h"}).Record(float64(n))
			}
		}},
		{"namespaces", nil, nil, func(_ *testing.T, f metrics.Factory) {
			outer := f.Namespace(metrics.NSOptions{Name: "outer.scope", Tags: map[string]string{"a": "1", "b": "1"}})
			inner := outer.Namespace(metrics.NSOptions{Name: "in", Tags: map[string]string{"b": "2"}})
			for _, f := range []metrics.Factory{outer, inner, inner.Namespace(metrics.NSOptions{}), f.Namespace(metrics.NSOptions{Name: "x-y"})} {
				f.Counter(metrics.Options{Name: "c", Tags: map[string]string{"b": "3"}}).Inc(1)
				f.Gauge(metrics.Options{Name: ""}).Update(1)
			}
		}},
		{"buckets", nil, nil, func(_ *testing.T, f metrics.Factory) {
			f.Timer(metrics.TimerOptions{Name: "t", Buckets: []time.Duration{time.Nanosecond, 1500 * time.Millisecond}}).Record(time.Second)
			f.Histogram(metrics.HistogramOptions{Name: "h", Buckets: sizes}).Record(10)
		}},
		{
			"default buckets",
			[]jaegerprom.Option{jaegerprom.WithBuckets(sizes)},
			[]prometheus.Option{nil, prometheus.WithBuckets(sizes...)},
			func(_ *testing.T, f metrics.Factory) {
				f.Timer(metrics.TimerOptions{Name: "t"}).Record(time.Second)
				f.Histogram(metrics.HistogramOptions{Name: "h"}).Record(1)
				f.Histogram(metrics.HistogramOptions{Name: "i", Buckets: []float64{5}}).Record(1)
			},
		},
		{"a service", nil, nil, func(t *testing.T, f metrics.Factory) {
			t.Helper()
			r := chi.NewRouter()
			r.Use(chimetrics.Middleware(still{f}))
			r.Get("/users/{id}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
			s := httptest.NewServer(r)
			defer s.Close()
			c := &http.Client{Transport: chimetrics.NewTransport(nil, still{f}, chimetrics.WithHosts("prices"))}
			for _, path := range []string{"/users/1", "/users/2", "/nowhere"} {
				get(t, c, s.URL+path)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			theirs, ours := client.NewPedanticRegistry(), client.NewPedanticRegistry()
			tt.use(t, jaegerprom.New(append(tt.theirs, jaegerprom.WithRegisterer(theirs))...))
			tt.use(t, prometheus.New(ours, tt.ours...))
			for _, format := range []string{textFormat, openMetrics} {
				want, got := scrape(t, theirs, format), scrape(t, ours, format)
				if got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", format, got, want)
				}
			}
		})
	}
}

// still is a factory to which every request takes the same time.
type still struct{ metrics.Factory }

func (s still) Timer(o metrics.TimerOptions) metrics.Timer { return stopped{s.Factory.Timer(o)} }

type stopped struct{ metrics.Timer }

func (s stopped) Record(time.Duration) { s.Timer.Record(time.Second) }

func get(t *testing.T, c *http.Client, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
}
