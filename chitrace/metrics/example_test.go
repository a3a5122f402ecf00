package metrics_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

func ExampleMiddleware() {
	registry := prometheus.NewRegistry()

	r := chi.NewRouter()
	r.Use(metrics.Middleware(chiprom.New(registry), metrics.WithBuckets(10*time.Millisecond, 100*time.Millisecond, time.Second)))
	r.Get("/users/{userID}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("Ada"))
	})

	serve(r, "/users/1", "/users/2", "/nowhere")
	printSeries(registry, "http_server_requests")
	// Output:
	// http_server_requests_in_flight 0
	// http_server_requests_total{method="GET",route="/users/{userID}",status_class="2xx"} 2
	// http_server_requests_total{method="GET",route="unmatched",status_class="4xx"} 1
}

func ExampleNewTransport() {
	registry := prometheus.NewRegistry()

	prices := httptest.NewServer(http.NotFoundHandler())
	defer prices.Close()
	client := &http.Client{Transport: metrics.NewTransport(nil, chiprom.New(registry))}
	get(client, prices.URL+"/prices/1")

	printSeries(registry, "http_client_requests_in_flight")
	// Output:
	// http_client_requests_in_flight 0
}

// The series of a service with the status code, and a tag that handlers set.
func ExampleSetTag() {
	registry := prometheus.NewRegistry()
	r := chi.NewRouter()
	r.Use(metrics.Middleware(chiprom.New(registry), metrics.WithStatusCode(), metrics.WithTag("plan", nil)))
	r.Get("/orders", func(_ http.ResponseWriter, r *http.Request) {
		metrics.SetTag(r.Context(), "plan", "gold")
	})

	serve(r, "/orders")
	printSeries(registry, "http_server_requests_total")
	// Output:
	// http_server_requests_total{method="GET",plan="gold",route="/orders",status_class="2xx",status_code="200"} 1
}

func ExampleWithStatusCode() {
	registry := prometheus.NewRegistry()
	serve(metrics.Middleware(chiprom.New(registry), metrics.WithStatusCode())(http.NotFoundHandler()), "/")

	printSeries(registry, "http_server_requests_total")
	// Output:
	// http_server_requests_total{method="GET",route="unmatched",status_class="4xx",status_code="404"} 1
}

func ExampleWithTag() {
	registry := prometheus.NewRegistry()
	tenant := metrics.WithTag("tenant", func(r *http.Request) string { return r.URL.Query().Get("tenant") })
	serve(metrics.Middleware(chiprom.New(registry), tenant)(http.NotFoundHandler()), "/?tenant=acme")

	printSeries(registry, "http_server_requests_total")
	// Output:
	// http_server_requests_total{method="GET",route="unmatched",status_class="4xx",tenant="acme"} 1
}

// Routes beyond the limit share the series of the route "other".
func ExampleWithMaxRoutes() {
	registry := prometheus.NewRegistry()
	r := chi.NewRouter()
	r.Use(metrics.Middleware(chiprom.New(registry), metrics.WithMaxRoutes(1)))
	r.Get("/a", ok)
	r.Get("/b", ok)

	serve(r, "/a", "/b")
	printSeries(registry, "http_server_requests_total")
	// Output:
	// http_server_requests_total{method="GET",route="/a",status_class="2xx"} 1
	// http_server_requests_total{method="GET",route="other",status_class="2xx"} 1
}

func ExampleWithBuckets() {
	registry := prometheus.NewRegistry()
	serve(metrics.Middleware(chiprom.New(registry), metrics.WithBuckets(time.Minute))(http.NotFoundHandler()), "/")

	printSeries(registry, "http_server_request_duration_seconds_bucket")
	// Output:
	// http_server_request_duration_seconds_bucket{method="GET",route="unmatched",status_class="4xx",le="60"} 1
	// http_server_request_duration_seconds_bucket{method="GET",route="unmatched",status_class="4xx",le="+Inf"} 1
}

func ExampleWithSizeBuckets() {
	registry := prometheus.NewRegistry()
	serve(metrics.Middleware(chiprom.New(registry), metrics.WithSizeBuckets(1, 1<<10))(http.NotFoundHandler()), "/")

	printSeries(registry, "http_server_response_size_bytes_bucket")
	// Output:
	// http_server_response_size_bytes_bucket{method="GET",route="unmatched",status_class="4xx",le="1"} 0
	// http_server_response_size_bytes_bucket{method="GET",route="unmatched",status_class="4xx",le="1024"} 1
	// http_server_response_size_bytes_bucket{method="GET",route="unmatched",status_class="4xx",le="+Inf"} 1
}

func ExampleWithoutResponseSize() {
	registry := prometheus.NewRegistry()
	serve(metrics.Middleware(chiprom.New(registry), metrics.WithoutResponseSize())(http.NotFoundHandler()), "/")

	printSeries(registry, "http_server_response")
	// Output:
}

// Health checks are not counted.
func ExampleWithFilter() {
	registry := prometheus.NewRegistry()
	r := chi.NewRouter()
	r.Use(metrics.Middleware(chiprom.New(registry), metrics.WithFilter(func(r *http.Request) bool { return r.URL.Path != "/healthz" })))
	r.Get("/healthz", ok)
	r.Get("/a", ok)

	serve(r, "/healthz", "/a")
	printSeries(registry, "http_server_requests_total")
	// Output:
	// http_server_requests_total{method="GET",route="/a",status_class="2xx"} 1
}

func ExampleWithHosts() {
	registry := prometheus.NewRegistry()
	prices := httptest.NewServer(http.NotFoundHandler())
	defer prices.Close()
	client := &http.Client{Transport: metrics.NewTransport(nil, chiprom.New(registry), metrics.WithHosts("prices.internal:8080"))}

	get(client, prices.URL)
	printSeries(registry, "http_client_requests_total")
	// Output:
	// http_client_requests_total{host="other",method="GET",status_class="4xx"} 1
}

// An exemplar leads from a number to a trace. Its labels come from the context.
func ExampleWithExemplars() {
	type requestID struct{}
	ids := func(ctx context.Context) map[string]string {
		id, _ := ctx.Value(requestID{}).(string)
		return map[string]string{"request_id": id}
	}
	registry := prometheus.NewRegistry()
	h := metrics.Middleware(chiprom.New(registry), metrics.WithExemplars(ids))(http.NotFoundHandler())

	ctx := context.WithValue(context.Background(), requestID{}, "7f3a")
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/", http.NoBody))

	families, _ := registry.Gather()
	for _, family := range families {
		if family.GetName() == "http_server_requests_total" {
			label := family.GetMetric()[0].GetCounter().GetExemplar().GetLabel()[0]
			fmt.Println(label.GetName(), label.GetValue())
		}
	}
	// Output:
	// request_id 7f3a
}

func ExampleWithErrorHandler() {
	serve(metrics.Middleware(nil,
		metrics.WithFilter(func(*http.Request) bool { panic("no configuration") }),
		metrics.WithErrorHandler(func(err error) { fmt.Println(err) }),
	)(http.NotFoundHandler()), "/")
	// Output:
	// chitrace/metrics: the filter panicked: no configuration
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

func serve(h http.Handler, targets ...string) {
	for _, target := range targets {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(context.Background(), "GET", target, http.NoBody))
	}
}

func get(client *http.Client, url string) {
	resp, err := client.Get(url)
	if err != nil {
		log.Fatal(err)
	}
	_ = resp.Body.Close()
}

// printSeries prints what a scraper of registry gets.
func printSeries(registry *prometheus.Registry, prefix string) {
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(context.Background(), "GET", "/metrics", http.NoBody)
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, prefix) && !strings.HasPrefix(line, "#") {
			fmt.Print(line)
		}
	}
}
