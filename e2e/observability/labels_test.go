package observability

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// The service counts by status code and tenant as well. Rules, alerts and panels
// say of each route what they say without these labels.
func TestMoreLabels(t *testing.T) {
	t.Parallel()
	installed(t, "prometheus")
	registry := client.NewRegistry()
	r := chi.NewRouter()
	r.Use(metrics.Middleware(prometheus.New(registry), metrics.WithStatusCode(),
		metrics.WithTag("tenant", func(r *http.Request) string { return r.URL.Query().Get("tenant") })))
	r.Get("/good", func(http.ResponseWriter, *http.Request) {})
	r.Get("/bad", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(map[string]int{"a": 500, "b": 503, "c": 200}[r.URL.Query().Get("tenant")])
	})
	service, scraped := httptest.NewServer(r), httptest.NewServer(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	defer service.Close()
	defer scraped.Close()

	at := func(path string, status int) stream {
		return stream{url: service.URL + path, wantStatus: status, workers: 1, pause: 50 * time.Millisecond}
	}
	startLoad(t, at("/good?tenant=a", 200), at("/good?tenant=b", 200),
		at("/bad?tenant=a", 500), at("/bad?tenant=b", 503), at("/bad?tenant=c", 200), at("/bad?tenant=c", 200))
	s := startPrometheus(t, map[string]string{"api:9080": strings.TrimPrefix(scraped.URL, "http://")})
	wait(t.Context(), loadTime)
	end := time.Now()

	checkFired(t, s, end, "HTTPErrorRatioHigh orders /bad")
	if got := s.query(t, `count by (status_code, tenant) (http_server_requests_total)`, end); len(got) != 5 {
		t.Errorf("got the labels %v, want those of five kinds of requests", got)
	}
	ratio := s.query(t, `job_route:http_server_errors:ratio_rate5m{route="/bad"}`, end)
	if len(ratio) != 1 || ratio[0].Value < 0.45 || ratio[0].Value > 0.55 {
		t.Errorf("got the ratios %v, want one of about a half", ratio)
	}
	for _, p := range readDashboard(t).Panels {
		for _, q := range p.Targets {
			if !strings.Contains(q.Expr, "http_server") || !strings.Contains(q.Expr, "route") {
				continue
			}
			routes := map[string]bool{}
			for _, series := range s.query(t, variables.Replace(q.Expr), end) {
				if route := series.Metric["route"]; routes[route] {
					t.Errorf("%s, %s: got %s twice", p.Title, q.RefID, route)
				} else {
					routes[route] = true
				}
			}
			if len(routes) == 0 {
				t.Errorf("%s, %s: no data", p.Title, q.RefID)
			}
		}
	}
}
