package prometheus_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/uber/jaeger-client-go"
	jaegermetrics "github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// The id of a trace stands beside the number that the request went into.
func ExampleNew() {
	spans := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), spans)
	defer func() { _ = closer.Close() }()
	registry := client.NewRegistry()
	factory := prometheus.New(registry)

	r := chi.NewRouter()
	r.Use(
		chitrace.Middleware(tracer),
		metrics.Middleware(factory, metrics.WithExemplars(jaegertracer.ExemplarLabels)),
	)
	r.Get("/orders/{id}", func(http.ResponseWriter, *http.Request) {})
	r.Method(http.MethodGet, "/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}))

	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/orders/1", http.NoBody))

	scrape := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/metrics", http.NoBody)
	scrape.Header.Set("Accept", "application/openmetrics-text")
	page := httptest.NewRecorder()
	r.ServeHTTP(page, scrape)

	id := spans.GetSpans()[0].Context().(jaeger.SpanContext).TraceID().String()
	for line := range strings.Lines(page.Body.String()) {
		if series, exemplar, found := strings.Cut(line, " # "); found && strings.HasPrefix(series, "http_server_requests_total") {
			fmt.Println(series)
			fmt.Println("leads to the trace:", strings.HasPrefix(exemplar, `{trace_id="`+id+`"}`))
		}
	}
	// Output:
	// http_server_requests_total{method="GET",route="/orders/{id}",status_class="2xx"} 1.0
	// leads to the trace: true
}

func ExampleWithBuckets() {
	registry := client.NewRegistry()
	factory := prometheus.New(registry, prometheus.WithBuckets(1, 10, 100))
	factory.Histogram(jaegermetrics.HistogramOptions{Name: "items_per_order"}).Record(7)

	families, _ := registry.Gather()
	for _, bucket := range families[0].GetMetric()[0].GetHistogram().GetBucket() {
		fmt.Println("up to", bucket.GetUpperBound(), "items:", bucket.GetCumulativeCount())
	}
	// Output:
	// up to 1 items: 0
	// up to 10 items: 1
	// up to 100 items: 1
}

func ExampleWithNativeHistograms() {
	registry := client.NewRegistry()
	factory := prometheus.New(registry, prometheus.WithNativeHistograms())
	factory.Timer(jaegermetrics.TimerOptions{Name: "order_duration_seconds"}).Record(250 * time.Millisecond)

	families, _ := registry.Gather()
	h := families[0].GetMetric()[0].GetHistogram()
	fmt.Println("classic buckets:", len(h.GetBucket()))
	fmt.Println("native buckets in use:", len(h.GetPositiveSpan()))
	// Output:
	// classic buckets: 11
	// native buckets in use: 1
}
