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
	jaeger "github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
)

func ExampleMiddleware() {
	registry := prometheus.NewRegistry()
	factory := jaegerprom.New(jaegerprom.WithRegisterer(registry))

	r := chi.NewRouter()
	r.Use(metrics.Middleware(factory, metrics.WithBuckets(10*time.Millisecond, 100*time.Millisecond, time.Second)))
	r.Get("/users/{userID}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("Ada"))
	})

	server := httptest.NewServer(r)
	defer server.Close()
	for _, path := range []string{"/users/1", "/users/2", "/nowhere"} {
		get(server.Client(), server.URL+path)
	}

	printSeries(registry, "http_server_requests")
	// Output:
	// http_server_requests_in_flight 0
	// http_server_requests_total{method="GET",route="/users/{userID}",status_class="2xx"} 2
	// http_server_requests_total{method="GET",route="unmatched",status_class="4xx"} 1
}

func ExampleNewTransport() {
	registry := prometheus.NewRegistry()
	factory := jaegerprom.New(jaegerprom.WithRegisterer(registry))

	prices := httptest.NewServer(http.NotFoundHandler())
	defer prices.Close()
	client := &http.Client{Transport: metrics.NewTransport(nil, factory)}
	get(client, prices.URL+"/prices/1")

	printSeries(registry, "http_client_requests_in_flight")
	// Output:
	// http_client_requests_in_flight 0
}

// A second Middleware on the same factory counts under names of its own.
func ExampleMiddleware_namespace() {
	registry := prometheus.NewRegistry()
	factory := jaegerprom.New(jaegerprom.WithRegisterer(registry))
	public := metrics.Middleware(factory)
	admin := metrics.Middleware(factory.Namespace(jaeger.NSOptions{Name: "admin"}))

	_, _ = public, admin
	printSeries(registry, "")
	// Output:
	// admin_http_server_requests_in_flight 0
	// http_server_requests_in_flight 0
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
