package bench

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing-contrib/go-stdlib/nethttp"
	"github.com/opentracing/opentracing-go"
	"github.com/riandyrn/otelchi"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	metricnoop "go.opentelemetry.io/otel/metric/noop"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// Server is a contender that traces incoming requests.
type Server struct {
	Name string
	// Middleware returns it with a tracer of its own for the scenario; nil is
	// chi alone. The router is the one that it is going to be used on.
	Middleware func(s Scenario, router chi.Routes) Middleware
	// Parent adds the header of the scenario's parent, in the tracer's format.
	Parent func(h http.Header, s Scenario)
}

// Servers are all contenders. Each has its defaults, but for what is named.
var Servers = []Server{
	{Name: "bare"},
	{Name: "floor", Middleware: floor, Parent: jaegerParent},
	{Name: "chitrace", Parent: jaegerParent, Middleware: func(s Scenario, _ chi.Routes) Middleware {
		return chitrace.Middleware(newJaeger(s))
	}},
	{Name: "chitrace-nolookup", Parent: jaegerParent, Middleware: func(s Scenario, _ chi.Routes) Middleware {
		return chitrace.Middleware(newJaeger(s), chitrace.WithoutRouteLookup())
	}},
	{Name: "nethttp", Parent: jaegerParent, Middleware: func(s Scenario, _ chi.Routes) Middleware {
		tracer := newJaeger(s)
		return func(next http.Handler) http.Handler { return nethttp.Middleware(tracer, next) }
	}},
	{Name: "otelchi", Parent: traceparent, Middleware: func(s Scenario, _ chi.Routes) Middleware {
		return otelchi.Middleware("bench",
			otelchi.WithTracerProvider(newOTel(s)), otelchi.WithPropagators(otelPropagator))
	}},
	// As otelchi's README has it: the route is looked up before the span starts.
	{Name: "otelchi-routes", Parent: traceparent, Middleware: func(s Scenario, router chi.Routes) Middleware {
		return otelchi.Middleware("bench", otelchi.WithChiRoutes(router),
			otelchi.WithTracerProvider(newOTel(s)), otelchi.WithPropagators(otelPropagator))
	}},
	// otelhttp measures as well as it traces; that part is off.
	{Name: "otelhttp", Parent: traceparent, Middleware: func(s Scenario, _ chi.Routes) Middleware {
		return otelhttp.NewMiddleware("bench",
			otelhttp.WithTracerProvider(newOTel(s)), otelhttp.WithPropagators(otelPropagator),
			otelhttp.WithMeterProvider(metricnoop.NewMeterProvider()))
	}},
}

// floor does what no middleware for this tracer can do without: it tells
// nothing of the request, and nobody can get at the span.
func floor(s Scenario, _ chi.Routes) Middleware {
	tracer := newJaeger(s)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			parent, _ := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(r.Header))
			span := tracer.StartSpan("HTTP GET", opentracing.ChildOf(parent))
			defer span.Finish()
			next.ServeHTTP(w, r)
		})
	}
}

// handler returns the router with the contender in it.
func (c Server) handler(rt Router, s Scenario, endpoint http.HandlerFunc) http.Handler {
	if c.Middleware == nil {
		return rt.New(nil, endpoint)
	}
	return rt.New(func(root chi.Routes) Middleware { return c.Middleware(s, root) }, endpoint)
}

// request returns the request to measure it with.
func (c Server) request(ctx context.Context, rt Router, s Scenario) *http.Request {
	r := newRequest(ctx, rt.Path)
	if s.Parent && c.Parent != nil {
		c.Parent(r.Header, s)
	}
	return r
}
