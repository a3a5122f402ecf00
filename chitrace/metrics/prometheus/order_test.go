package prometheus_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// The trace of a request is on its metrics, in whatever order the middlewares
// stand.
func TestOrderOfMiddlewares(t *testing.T) {
	type order = func(traced, counted func(http.Handler) http.Handler) chi.Middlewares
	for name, stack := range map[string]order{
		"tracing outside": func(traced, counted func(http.Handler) http.Handler) chi.Middlewares {
			return chi.Middlewares{traced, counted}
		},
		"metrics outside": func(traced, counted func(http.Handler) http.Handler) chi.Middlewares {
			return chi.Middlewares{counted, traced}
		},
		"metrics outside, others between": func(traced, counted func(http.Handler) http.Handler) chi.Middlewares {
			return chi.Middlewares{counted, middleware.RequestID, wrapped, traced}
		},
	} {
		for _, sampled := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, sampled %t", name, sampled), func(t *testing.T) {
				spans := jaeger.NewInMemoryReporter()
				tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(sampled), spans)
				defer func() { _ = closer.Close() }()
				registry := client.NewPedanticRegistry()
				counted := chimetrics.Middleware(prometheus.New(registry),
					chimetrics.WithoutResponseSize(), chimetrics.WithExemplars(jaegertracer.ExemplarLabels))

				r := chi.NewRouter()
				r.Use(stack(chitrace.Middleware(tracer), counted)...)
				r.Get("/users/{id}", func(http.ResponseWriter, *http.Request) {})
				s := httptest.NewServer(r)
				defer s.Close()
				get(t, s.Client(), s.URL+"/users/1")

				want := map[string]int{}
				if sampled {
					id := spans.GetSpans()[0].Context().(jaeger.SpanContext).TraceID().String()
					want[id] = 2 // on the counter and on one bucket
				}
				if got := traceIDs(t, registry); !maps.Equal(got, want) {
					t.Errorf("got exemplars of %v, want of %v", got, want)
				}
			})
		}
	}
}

// wrapped wraps the writer as chi's Logger does.
func wrapped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(middleware.NewWrapResponseWriter(w, r.ProtoMajor), r)
	})
}

// traceIDs returns how many exemplars lead to each trace.
func traceIDs(t *testing.T, r client.Gatherer) map[string]int {
	t.Helper()
	ids := map[string]int{}
	for _, match := range regexp.MustCompile(`# \{trace_id="(.*?)"\}`).FindAllStringSubmatch(scrape(t, r, openMetrics), -1) {
		ids[match[1]]++
	}
	return ids
}

// The two transports may stand in either order, too.
func TestOrderOfTransports(t *testing.T) {
	peer := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer peer.Close()
	for _, name := range []string{"tracing outside", "metrics outside"} {
		t.Run(name, func(t *testing.T) {
			tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(true), jaeger.NewNullReporter())
			defer func() { _ = closer.Close() }()
			registry := client.NewPedanticRegistry()
			counted := func(base http.RoundTripper) http.RoundTripper {
				return chimetrics.NewTransport(base, prometheus.New(registry), chimetrics.WithExemplars(jaegertracer.ExemplarLabels))
			}
			rt := counted(propagation.NewTransport(nil))
			if name == "tracing outside" {
				rt = propagation.NewTransport(counted(nil))
			}
			span := tracer.StartSpan("caller")
			req, err := http.NewRequestWithContext(opentracing.ContextWithSpan(t.Context(), span), http.MethodGet, peer.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := rt.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			want := map[string]int{span.Context().(jaeger.SpanContext).TraceID().String(): 2}
			if got := traceIDs(t, registry); !maps.Equal(got, want) {
				t.Errorf("got exemplars of %v, want of %v", got, want)
			}
		})
	}
}
