package prometheus_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-chi/chi/v5"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// useAll counts one of everything.
func useAll(f metrics.Factory, help string, tags map[string]string) {
	f.Counter(metrics.Options{Name: "c", Help: help, Tags: tags}).Inc(1)
	f.Gauge(metrics.Options{Name: "g", Help: help, Tags: tags}).Update(1)
	f.Timer(metrics.TimerOptions{Name: "t", Help: help, Tags: tags}).Record(time.Second)
	f.Histogram(metrics.HistogramOptions{Name: "h", Help: help, Tags: tags}).Record(1)
}

// Swapping jaeger-lib's factory for this one changes no series.
func TestSwap(t *testing.T) {
	sizes := []float64{1, 10, 100}
	for _, tt := range []struct {
		name   string
		theirs []jaegerprom.Option
		ours   []prometheus.Option
		use    func(t *testing.T, f metrics.Factory)
	}{
		{"names and help", nil, nil, func(_ *testing.T, f metrics.Factory) {
			f.Counter(metrics.Options{Name: "already_total"}).Inc(2)
			f.Counter(metrics.Options{Name: "a.b", Help: "  Spaces around. "}).Inc(1)
			f.Gauge(metrics.Options{Name: "with.dots-and-dashes", Help: "\t"}).Update(-1)
			f.Timer(metrics.TimerOptions{Name: "e.f"}).Record(time.Second)
			f.Histogram(metrics.HistogramOptions{Name: "g.h", Help: "Help."}).Record(1)
		}},
		{"tags and help texts", nil, nil, func(_ *testing.T, f metrics.Factory) {
			for _, value := range []string{"x", "y", "", "x"} { // jaeger-client-go has several help texts
				useAll(f, "Help of "+value, map[string]string{"z": "1", "b": value, "a": "2"})
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
			f.Histogram(metrics.HistogramOptions{Name: "h", Buckets: []float64{5}}).Record(2) // the first ones count
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
			r.Use(chimetrics.Middleware(f))
			r.Get("/users/{id}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
			rt := chimetrics.NewTransport(tracetest.InMemory(r), f)
			for _, path := range []string{"/users/1", "/users/2", "/nowhere"} {
				get(t, rt, path)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			theirs, ours := client.NewPedanticRegistry(), client.NewPedanticRegistry()
			synctest.Test(t, func(t *testing.T) { // where all requests take the same time
				tt.use(t, jaegerprom.New(append(tt.theirs, jaegerprom.WithRegisterer(theirs))...))
				tt.use(t, prometheus.New(ours, tt.ours...))
			})
			for _, format := range []string{tracetest.TextFormat, tracetest.OpenMetrics} {
				want, got := tracetest.Scrape(t, theirs, format), tracetest.Scrape(t, ours, format)
				if got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", format, got, want)
				}
			}
		})
	}
}

func get(t *testing.T, rt http.RoundTripper, path string) {
	t.Helper()
	send(t, rt, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
}

func send(t *testing.T, rt http.RoundTripper, req *http.Request) {
	t.Helper()
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}
