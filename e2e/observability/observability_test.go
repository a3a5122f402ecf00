package observability

import (
	"fmt"
	"math"
	"net"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// quoteDelay makes a route slow. It is right below the bound of a bucket, where
// the interpolation of a quantile errs least.
const quoteDelay = 2400 * time.Millisecond

// loadTime is longer than every alert takes to fire: at most half a minute of the
// hastened rules.
const loadTime = 35 * time.Second

// One route is slow and one fails: what do alerts, quantiles, exemplars and the
// dashboard make of it?
func TestSlowAndFailingRoute(t *testing.T) {
	t.Parallel()
	installed(t, "prometheus")
	traces := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	prices, pricesMetrics := startService(t, downstreamBinary, traces.ByHTTP(), "-quote-delay", quoteDelay.String())
	orders, ordersMetrics := startService(t, apiBinary, traces.ByHTTP(), "-downstream", "http://"+prices)

	fast := stream{url: "http://" + orders + "/v1/orders/1001", wantStatus: 200, workers: 2, pause: 100 * time.Millisecond}
	slow := stream{url: "http://" + prices + "/v1/quotes/cup", wantStatus: 200, workers: 8}
	failing := stream{url: "http://" + prices + "/v1/prices/teapot", wantStatus: 503, workers: 1, pause: 100 * time.Millisecond}
	load := startLoad(t, fast, slow, failing)

	// Prometheus comes when the load is steady.
	begun := time.Now()
	prometheus := startPrometheus(t, map[string]string{"api:9080": ordersMetrics, "downstream:9080": pricesMetrics})
	wait(t.Context(), loadTime)
	end := time.Now()

	t.Run("alerts", func(t *testing.T) {
		checkFired(t, prometheus, end, "HTTPErrorRatioHigh prices /v1/prices/{sku}", "HTTPLatencyHigh prices /v1/quotes/{sku}")
	})
	t.Run("p99", func(t *testing.T) {
		checkP99(t, prometheus, end, "prices", "/v1/quotes/{sku}", load.p99(t, slow.url))
		checkP99(t, prometheus, end, "orders", "/v1/orders/{orderID}", load.p99(t, fast.url))
	})
	t.Run("slow exemplar", func(t *testing.T) {
		const selector = `http_server_request_duration_seconds_bucket{job="prices", route="/v1/quotes/{sku}", le="2.5"}`
		e := newest(t, prometheus.exemplars(t, selector, begun))
		span := traces.Trace(t, e.Labels["trace_id"], 1).Root()
		if got, want := span.String(), "prices server GET /v1/quotes/{sku} 200"; got != want {
			t.Errorf("the exemplar leads to %q, want %q", got, want)
		}
		seconds, err := strconv.ParseFloat(e.Value, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := span.Duration().Seconds(); got < seconds || got > 1.1*seconds {
			t.Errorf("the exemplar says %gs and its span %gs", seconds, got)
		}
	})
	t.Run("failing exemplar", func(t *testing.T) {
		const selector = `http_server_requests_total{job="prices", route="/v1/prices/{sku}", status_class="5xx"}`
		e := newest(t, prometheus.exemplars(t, selector, begun))
		if got, want := traces.Trace(t, e.Labels["trace_id"], 1).Root().String(), "prices server GET /v1/prices/{sku} 503 error"; got != want {
			t.Errorf("the exemplar leads to %q, want %q", got, want)
		}
	})
	t.Run("dashboard", func(t *testing.T) {
		checkDashboard(t, prometheus, end, begun)
	})
	t.Log(load)
}

// The service answers as ever, but nobody takes its spans or tells it what to
// sample.
func TestTracingIsDown(t *testing.T) {
	t.Parallel()
	installed(t, "prometheus")
	nobody := "http://" + closedPort(t)
	prices, metrics := startService(t, downstreamBinary, []string{
		"JAEGER_ENDPOINT=" + nobody + "/api/traces",
		"JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLER_PARAM=1", "JAEGER_SAMPLER_REFRESH_INTERVAL=1s",
		"JAEGER_SAMPLING_ENDPOINT=" + nobody + "/sampling",
	})
	startLoad(t, stream{url: "http://" + prices + "/v1/prices/cup", wantStatus: 200, workers: 1, pause: 100 * time.Millisecond})
	prometheus := startPrometheus(t, map[string]string{"downstream:9080": metrics})
	wait(t.Context(), loadTime)
	checkFired(t, prometheus, time.Now(), "TracingSamplerFails prices ", "TracingSpansLost prices ")
}

// closedPort returns an address that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	return l.Addr().String()
}

// checkFired compares the alerts that have fired, each with its job and route.
func checkFired(t *testing.T, s server, at time.Time, want ...string) {
	t.Helper()
	var got []string
	for _, fired := range s.query(t, `max_over_time(ALERTS{alertstate="firing"}[5m])`, at) {
		got = append(got, fmt.Sprintf("%s %s %s", fired.Metric["alertname"], fired.Metric["job"], fired.Metric["route"]))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("fired: %q, want %q", got, want)
	}
}

// checkP99 compares what Prometheus and the load generator say. They agree
// within a tenth, and what the way to the service and back may take.
func checkP99(t *testing.T, s server, at time.Time, job, route string, measured time.Duration) {
	t.Helper()
	expr := fmt.Sprintf(`job_route:http_server_request_duration_seconds:p99_rate5m{job=%q, route=%q}`, job, route)
	result := s.query(t, expr, at)
	if len(result) != 1 {
		t.Fatalf("%d results for %s", len(result), expr)
	}
	got, want := float64(result[0].Value), measured.Seconds()
	if math.Abs(got-want) > 0.1*want+0.05 {
		t.Errorf("%s: Prometheus says %gs, the load generator measured %gs", route, got, want)
	}
	t.Logf("%s: Prometheus says %.4gs, the load generator measured %.4gs", route, got, want)
}

func newest(t *testing.T, all []exemplar) exemplar {
	t.Helper()
	if len(all) == 0 {
		t.Fatal("there are no exemplars")
	}
	return all[len(all)-1]
}
