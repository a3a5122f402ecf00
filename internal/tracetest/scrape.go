package tracetest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The formats that a scraper of Prometheus may ask for.
const (
	TextFormat  = "text/plain"
	OpenMetrics = "application/openmetrics-text"
)

// Scrape returns what a scraper of the registry gets.
func Scrape(tb testing.TB, registry prometheus.Gatherer, format string) string {
	tb.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/metrics", http.NoBody)
	r.Header.Set("Accept", format)
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		tb.Fatalf("the scrape fails: %s", w.Body)
	}
	return w.Body.String()
}
