package bench

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelchimetric "github.com/riandyrn/otelchi/metric"
	jaegerprometheus "github.com/uber/jaeger-lib/metrics/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// meter is a contender that counts incoming requests: how many, how long, how
// large the response, how many at once.
type meter struct {
	name string
	use  func(root chi.Router) // puts it on the router, with a new registry
}

// meters are all contenders.
var meters = []meter{
	{"bare", func(chi.Router) {}},
	{"chitrace", func(root chi.Router) {
		registry := prometheus.NewRegistry()
		root.Use(metrics.Middleware(jaegerprometheus.New(jaegerprometheus.WithRegisterer(registry))))
	}},
	{"chitrace-prometheus", func(root chi.Router) {
		root.Use(metrics.Middleware(chiprom.New(prometheus.NewRegistry())))
	}},
	// otelchi has one middleware for each metric; the duration counts, too.
	{"otelchi", func(root chi.Router) {
		provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader()))
		c := otelchimetric.NewBaseConfig("bench", otelchimetric.WithMeterProvider(provider))
		root.Use(
			otelchimetric.NewRequestInFlight(c),
			otelchimetric.NewRequestDurationMillis(c),
			otelchimetric.NewResponseSizeBytes(c),
		)
	}},
	// promhttp, too. It knows method and status, but no route.
	{"promhttp", func(root chi.Router) {
		registry := prometheus.NewRegistry()
		labels := []string{"method", "code"}
		inFlight := prometheus.NewGauge(prometheus.GaugeOpts{Name: "requests_in_flight"})
		requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, labels)
		duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "request_duration_seconds"}, labels)
		size := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "response_size_bytes"}, labels)
		registry.MustRegister(inFlight, requests, duration, size)
		root.Use(
			func(next http.Handler) http.Handler { return promhttp.InstrumentHandlerInFlight(inFlight, next) },
			func(next http.Handler) http.Handler { return promhttp.InstrumentHandlerCounter(requests, next) },
			func(next http.Handler) http.Handler { return promhttp.InstrumentHandlerDuration(duration, next) },
			func(next http.Handler) http.Handler { return promhttp.InstrumentHandlerResponseSize(size, next) },
		)
	}},
}
