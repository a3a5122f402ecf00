package prometheus_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// The trace of a request is on its metrics, in whatever order the middlewares
// stand.
func TestOrderOfMiddlewares(t *testing.T) {
	type middlewareFunc = func(http.Handler) http.Handler
	for name, order := range map[string]func(traced, counted middlewareFunc) chi.Middlewares{
		"tracing outside": func(traced, counted middlewareFunc) chi.Middlewares { return chi.Middlewares{traced, counted} },
		"metrics outside": func(traced, counted middlewareFunc) chi.Middlewares { return chi.Middlewares{counted, traced} },
		"metrics outside, others between": func(traced, counted middlewareFunc) chi.Middlewares {
			return chi.Middlewares{counted, middleware.RequestID, middleware.Compress(5), traced}
		},
	} {
		t.Run(name, func(t *testing.T) {
			// A span of a pool is another request's once it has finished.
			tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter(), jaeger.TracerOptions.PoolSpans(true))
			defer func() { _ = closer.Close() }()
			registry := client.NewPedanticRegistry()
			counted := chimetrics.Middleware(prometheus.New(registry), withExemplars)
			var served opentracing.SpanContext
			get(t, tracetest.InMemory(chi.Chain(order(chitrace.Middleware(tracer), counted)...).HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				served = chitrace.SpanFromRequest(r).Context()
			})), "/")
			wantTrace(t, registry, served, 3) // on the counter and on a bucket of each histogram
		})
	}
}

// A span may come to be sampled by its status, at the end of the request.
func TestExemplarOfALateDecision(t *testing.T) {
	tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(false))
	registry := client.NewPedanticRegistry()
	var served opentracing.Span
	byStatus := chitrace.WithErrorStatus(func(int) bool { ext.SamplingPriority.Set(served, 1); return false })
	h := chi.Chain(chimetrics.Middleware(prometheus.New(registry), withExemplars), chitrace.Middleware(tracer, byStatus)).
		HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { served = chitrace.SpanFromRequest(r) })
	get(t, tracetest.InMemory(h), "/")
	wantTrace(t, registry, served.Context(), 3)
}

var withExemplars = chimetrics.WithExemplars(jaegertracer.ExemplarLabels)

func nothing(http.ResponseWriter, *http.Request) {}

// wantTrace expects so many exemplars, all of which lead to the span's trace.
func wantTrace(t *testing.T, r client.Gatherer, span opentracing.SpanContext, want int) {
	t.Helper()
	page := tracetest.Scrape(t, r, tracetest.OpenMetrics)
	id := span.(jaeger.SpanContext).TraceID().String()
	if got := strings.Count(page, `# {trace_id="`+id+`"}`); got != want || strings.Count(page, " # {") != want {
		t.Errorf("got\n%s\nwant %d exemplars, all of %s", page, want, id)
	}
}

// The two transports may stand in either order, too.
func TestOrderOfTransports(t *testing.T) {
	peer := tracetest.InMemory(http.HandlerFunc(nothing))
	for _, name := range []string{"tracing outside", "metrics outside"} {
		t.Run(name, func(t *testing.T) {
			tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(true))
			registry := client.NewPedanticRegistry()
			counted := func(base http.RoundTripper) http.RoundTripper {
				return chimetrics.NewTransport(base, prometheus.New(registry), withExemplars)
			}
			rt := counted(propagation.NewTransport(peer))
			if name == "tracing outside" {
				rt = propagation.NewTransport(counted(peer))
			}
			span := tracer.StartSpan("caller")
			send(t, rt, httptest.NewRequestWithContext(opentracing.ContextWithSpan(t.Context(), span), http.MethodGet, "/", http.NoBody))
			wantTrace(t, registry, span.Context(), 2)
		})
	}
}
