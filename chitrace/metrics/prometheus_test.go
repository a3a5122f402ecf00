package metrics

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestPrometheus(t *testing.T) {
	registry := prometheus.NewRegistry()
	synctest.Test(t, func(t *testing.T) { // where nothing takes any time
		factory := jaegerprom.New(jaegerprom.WithRegisterer(registry))
		r := chi.NewRouter()
		r.Use(Middleware(factory, WithBuckets(time.Millisecond, time.Second)))
		r.Get("/users/{id}", ok)
		r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("oops") })
		serve(t, r, "GET", "/users/1")
		serve(t, r, "GET", "/users/2")
		apart(func() { serve(t, r, "GET", "/panic") })
		serve(t, r, "PUT", "/users/2")
		if _, err := call(t, NewTransport(answer(204), factory), "GET", "prices"); err != nil {
			t.Fatal(err)
		}
	})
	page := tracetest.Scrape(t, registry, tracetest.TextFormat)
	for prefix, want := range map[string]string{
		"http_server_requests": `
http_server_requests_in_flight 0
http_server_requests_total{method="GET",route="/panic",status_class="5xx"} 1
http_server_requests_total{method="GET",route="/users/{id}",status_class="2xx"} 2
http_server_requests_total{method="PUT",route="unmatched",status_class="4xx"} 1
`,
		`http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}"`: `
http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}",status_class="2xx",le="0.001"} 2
http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}",status_class="2xx",le="1"} 2
http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}",status_class="2xx",le="+Inf"} 2
`,
		"http_server_response_size_bytes_sum": `
http_server_response_size_bytes_sum{method="GET",route="/panic",status_class="5xx"} 0
http_server_response_size_bytes_sum{method="GET",route="/users/{id}",status_class="2xx"} 4
http_server_response_size_bytes_sum{method="PUT",route="unmatched",status_class="4xx"} 0
`,
		"http_client_requests": `
http_client_requests_in_flight 0
http_client_requests_total{host="prices",method="GET",status_class="2xx"} 1
`,
	} {
		got := "\n"
		for line := range strings.Lines(page) {
			if strings.HasPrefix(line, prefix) {
				got += line
			}
		}
		if got != want {
			t.Errorf("got%swant%s", got, want)
		}
	}
}

// A second factory of jaeger-lib's on one registry would count nowhere.
func TestSecondFactoryOnOneRegistry(t *testing.T) {
	for name, setUp := range map[string]func(metrics.Factory){
		"server": func(f metrics.Factory) { Middleware(f) },
		"client": func(f metrics.Factory) { NewTransport(nil, f) },
	} {
		t.Run(name, func(t *testing.T) {
			registry := prometheus.NewRegistry()
			setUp(jaegerprom.New(jaegerprom.WithRegisterer(registry)))
			defer func() {
				said, _ := recover().(string)
				for _, want := range []string{name, "in_flight", "duplicate metrics", "share one factory", "metrics/prometheus"} {
					if !strings.Contains(said, want) {
						t.Errorf("the panic says %q, want it to say %q", said, want)
					}
				}
			}()
			setUp(jaegerprom.New(jaegerprom.WithRegisterer(registry)))
		})
	}
}
