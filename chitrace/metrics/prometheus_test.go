package metrics

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/uber/jaeger-lib/metrics"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"
)

// scrape returns the lines of a registry that begin with prefix, without comments.
func scrape(t *testing.T, registry *prometheus.Registry, prefix string) string {
	t.Helper()
	s := httptest.NewServer(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for line := range strings.Lines(string(body)) {
		if strings.HasPrefix(line, prefix) {
			lines.WriteString(line)
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

func TestPrometheus(t *testing.T) {
	registry := prometheus.NewRegistry()
	factory := jaegerprom.New(jaegerprom.WithRegisterer(registry))
	now := time.Unix(1_000_000_000, 0)
	clock := withClock(func() time.Time { return now })

	r := chi.NewRouter()
	r.Use(Middleware(factory, WithBuckets(time.Millisecond, time.Second), clock))
	r.Get("/users/{id}", ok)
	r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("oops") })
	s := newSite(t, r)
	s.send(t, "GET", "/users/1")
	s.send(t, "GET", "/users/2")
	s.send(t, "GET", "/panic")
	s.send(t, "PUT", "/users/2")
	if _, err := call(t, NewTransport(answer(204), factory, clock), "GET", "http://prices/"); err != nil {
		t.Fatal(err)
	}

	wantLines(t, scrape(t, registry, "http_server_requests"), `
http_server_requests_in_flight 0
http_server_requests_total{method="GET",route="/panic",status_class="5xx"} 1
http_server_requests_total{method="GET",route="/users/{id}",status_class="2xx"} 2
http_server_requests_total{method="PUT",route="unmatched",status_class="4xx"} 1
`)
	wantLines(t, scrape(t, registry, `http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}"`), `
http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}",status_class="2xx",le="0.001"} 2
http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}",status_class="2xx",le="1"} 2
http_server_request_duration_seconds_bucket{method="GET",route="/users/{id}",status_class="2xx",le="+Inf"} 2
`)
	wantLines(t, scrape(t, registry, "http_server_response_size_bytes_sum"), `
http_server_response_size_bytes_sum{method="GET",route="/panic",status_class="5xx"} 0
http_server_response_size_bytes_sum{method="GET",route="/users/{id}",status_class="2xx"} 4
http_server_response_size_bytes_sum{method="PUT",route="unmatched",status_class="4xx"} 0
`)
	wantLines(t, scrape(t, registry, "http_client_requests"), `
http_client_requests_in_flight 0
http_client_requests_total{host="prices",method="GET",status_class="2xx"} 1
`)
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

// Prometheus panics at labels that are not valid UTF-8.
func TestInvalidUTF8InPrometheus(t *testing.T) {
	registry := prometheus.NewRegistry()
	rt := NewTransport(answer(200), jaegerprom.New(jaegerprom.WithRegisterer(registry)))
	if _, err := call(t, rt, "GET", "http://a%ff/"); err != nil {
		t.Fatal(err)
	}
	wantLines(t, scrape(t, registry, "http_client_requests_total"), `
http_client_requests_total{host="a`+"\uFFFD"+`",method="GET",status_class="2xx"} 1
`)
}
