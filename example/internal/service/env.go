package service

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// callTimeout bounds a call to another service, the body included.
const callTimeout = 2 * time.Second

// Env is what a service's handler is built from.
type Env struct {
	Log *slog.Logger
	// Tracer gets the spans of both the incoming and the outgoing requests.
	Tracer opentracing.Tracer
	// TraceOptions are for every server span of the service.
	TraceOptions []chitrace.Option
	// Metrics counts into Registry. The server, the client and the tracer share it.
	Metrics  metrics.Factory
	Registry *prometheus.Registry
}

// NewEnv returns an Env with a registry of its own and a tracer that does
// nothing yet.
func NewEnv(log *slog.Logger) Env {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return Env{
		Log:      log,
		Tracer:   opentracing.NoopTracer{},
		Metrics:  chiprom.New(registry),
		Registry: registry,
	}
}

// Client returns a client whose calls are traced and counted.
func (e Env) Client() *http.Client {
	return &http.Client{
		Transport: propagation.NewTransport(
			chimetrics.NewTransport(nil, e.Metrics, e.metricsOptions()...),
			propagation.WithTracer(e.Tracer),
		),
		Timeout: callTimeout,
	}
}

// metricsOptions are those of the server's and the client's metrics.
func (e Env) metricsOptions() []chimetrics.Option {
	return []chimetrics.Option{
		chimetrics.WithExemplars(jaegertracer.ExemplarLabels),
		chimetrics.WithFilter(func(r *http.Request) bool { return !isProbe(r) }),
		chimetrics.WithErrorHandler(func(err error) { e.Log.Error(err.Error()) }),
	}
}
