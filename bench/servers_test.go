package bench

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing-contrib/go-stdlib/nethttp"
	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riandyrn/otelchi"
	"go.elastic.co/apm/module/apmchiv5"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	metricnoop "go.opentelemetry.io/otel/metric/noop"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	chiprom "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
)

// server is a contender that traces incoming requests.
type server struct {
	name string
	// use puts the contender on the router, with a new tracer for the scenario.
	use func(tb testing.TB, root chi.Router, s scenario)
	// parent adds the header of the scenario's parent, in the tracer's format.
	parent func(h http.Header, s scenario)
}

// servers are all contenders. Each has its defaults, but for what is named.
var servers = []server{
	{"bare", func(testing.TB, chi.Router, scenario) {}, func(http.Header, scenario) {}},
	{"tracer-alone", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(floor(newJaeger(s)))
	}, uberTraceID},
	{"chitrace", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(chitrace.Middleware(newJaeger(s)))
	}, uberTraceID},
	{"chitrace-nolookup", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(chitrace.Middleware(newJaeger(s), chitrace.WithoutRouteLookup()))
	}, uberTraceID},
	{"chitrace-jaegertracer", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(chitrace.Middleware(newProduction(s)))
	}, func(h http.Header, s scenario) {
		traceparent(h, s)
		uberTraceID(h, s)
	}},
	// What most services have: tracing and metrics in one stack.
	{"chitrace+metrics", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(chitrace.Middleware(newJaeger(s)), metrics.Middleware(chiprom.New(prometheus.NewRegistry())))
	}, uberTraceID},
	{"nethttp", func(_ testing.TB, root chi.Router, s scenario) {
		tracer := newJaeger(s)
		root.Use(func(next http.Handler) http.Handler { return nethttp.Middleware(tracer, next) })
	}, uberTraceID},
	{"otelchi", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(otelchi.Middleware("bench",
			otelchi.WithTracerProvider(newOTel(s)), otelchi.WithPropagators(otelPropagator)))
	}, traceparent},
	// As otelchi's README has it: the route is looked up before the span starts.
	{"otelchi-lookup", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(otelchi.Middleware("bench", otelchi.WithChiRoutes(root),
			otelchi.WithTracerProvider(newOTel(s)), otelchi.WithPropagators(otelPropagator)))
	}, traceparent},
	// otelhttp measures as well as it traces; that part is off.
	{"otelhttp", func(_ testing.TB, root chi.Router, s scenario) {
		root.Use(otelhttp.NewMiddleware("bench", otelhttp.WithMeterProvider(metricnoop.NewMeterProvider()),
			otelhttp.WithTracerProvider(newOTel(s)), otelhttp.WithPropagators(otelPropagator)))
	}, traceparent},
	// Elastic's tracer can't be kept from encoding what it then drops.
	{"apmchiv5", func(tb testing.TB, root chi.Router, s scenario) {
		tb.Helper()
		root.Use(apmchiv5.Middleware(apmchiv5.WithTracer(newAPM(tb, s))))
	}, traceparent},
}

// floor does what no middleware for this tracer can do without: it tells
// nothing of the request, and nobody can get at the span.
func floor(tracer opentracing.Tracer) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			parent, _ := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(r.Header))
			span := tracer.StartSpan("HTTP GET", opentracing.ChildOf(parent))
			defer span.Finish()
			next.ServeHTTP(w, r)
		})
	}
}

// router returns a router with the contender on it.
func (c server) router(tb testing.TB, s scenario, endpoint http.HandlerFunc) http.Handler {
	tb.Helper()
	return newRouter(func(root chi.Router) { c.use(tb, root, s) }, endpoint)
}

// stream returns the requests to measure it with, one after the other.
func (c server) stream(tb testing.TB, k requests, s scenario) func() *http.Request {
	tb.Helper()
	return k.stream(tb.Context(), func(h http.Header) {
		if s.parent {
			c.parent(h, s)
		}
	})
}
