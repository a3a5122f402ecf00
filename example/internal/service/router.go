package service

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/chitrace"
	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
)

// NewRouter returns a router that logs, traces and counts every request, and
// has /healthz. The options are added to env.TraceOptions.
//
// Recoverer stands before chitrace, that is around it: the panic passes through
// the tracing on its way out, so the span has it with its stack. The other way
// round the span would have the status 500 and no reason.
func NewRouter(env Env, opts ...chitrace.Option) chi.Router {
	r := chi.NewRouter()
	r.Use(
		logRequests(env.Log),
		middleware.Recoverer,
		chitrace.Middleware(env.Tracer, slices.Concat([]chitrace.Option{
			chitrace.WithFilter(func(r *http.Request) bool { return !isProbe(r) }),
			chitrace.WithSpanObserver(handOver),
		}, env.TraceOptions, opts)...),
		chimetrics.Middleware(env.Metrics, env.metricsOptions()...),
	)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	return r
}

// isProbe reports whether a machine asks about the service, every few seconds and
// of no interest to anyone.
func isProbe(r *http.Request) bool { return r.URL.Path == "/healthz" }
