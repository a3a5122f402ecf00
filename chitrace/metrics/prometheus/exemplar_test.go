package prometheus_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	client "github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	chimetrics "github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// The methods by which chitrace/metrics finds that a factory keeps exemplars.
type (
	incWithExemplar interface {
		IncWithExemplar(delta int64, labels map[string]string)
	}
	recordDuration interface {
		RecordWithExemplar(d time.Duration, labels map[string]string)
	}
	recordValue interface {
		RecordWithExemplar(v float64, labels map[string]string)
	}
)

var exemplar = regexp.MustCompile(`# \{([^}]*)\} (\S+) [0-9.e+]+`)

// wantExemplars compares the lines of an OpenMetrics scrape that have an exemplar,
// with its labels in order and without its time.
func wantExemplars(t *testing.T, r client.Gatherer, want string) {
	t.Helper()
	got := "\n"
	for line := range strings.Lines(tracetest.Scrape(t, r, tracetest.OpenMetrics)) {
		if found := exemplar.FindStringSubmatch(line); found != nil {
			labels := strings.Split(found[1], ",")
			slices.Sort(labels)
			got += strings.Replace(line, found[0], "# {"+strings.Join(labels, ",")+"} "+found[2], 1)
		}
	}
	if got != want {
		t.Errorf("got%swant%s", got, want)
	}
}

func trace(id string) map[string]string { return map[string]string{"trace_id": id} }

// Each series and each bucket has the last exemplar, whoever asks for it, and
// whoever made the metric.
func TestExemplars(t *testing.T) {
	instruments := func(f metrics.Factory) (metrics.Counter, metrics.Timer, metrics.Histogram) {
		return f.Counter(metrics.Options{Name: "c"}),
			f.Timer(metrics.TimerOptions{Name: "d", Buckets: []time.Duration{time.Second, time.Minute}}),
			f.Histogram(metrics.HistogramOptions{Name: "h", Buckets: []float64{1, 10}})
	}
	for name, first := range factories {
		t.Run(name, func(t *testing.T) {
			r := client.NewPedanticRegistry()
			instruments(first(r))
			for _, id := range []string{"1", "2"} {
				c, d, h := instruments(prometheus.New(r))
				c.(incWithExemplar).IncWithExemplar(3, trace("a"+id))
				d.(recordDuration).RecordWithExemplar(time.Second, trace("b"+id))
				d.(recordDuration).RecordWithExemplar(time.Hour, trace("c"+id))
				h.(recordValue).RecordWithExemplar(9, trace("d"+id))
				h.(recordValue).RecordWithExemplar(10, trace("e"+id))
			}
			wantExemplars(t, r, `
c_total 6.0 # {trace_id="a2"} 3.0
d_bucket{le="1.0"} 2 # {trace_id="b2"} 1.0
d_bucket{le="+Inf"} 4 # {trace_id="c2"} 3600.0
h_bucket{le="10.0"} 4 # {trace_id="e2"} 10.0
`)
		})
	}
}

// No label breaks an observation or a scrape, and no exemplar is larger than OpenMetrics
// allows. An exemplar without a usable label leaves the one before it.
func TestExemplarLabels(t *testing.T) {
	long := func(runes int) string { return strings.Repeat("ä", runes) }
	for name, tt := range map[string]struct {
		labels map[string]string
		want   string // of the exemplar
	}{
		"none":                {nil, ""},
		"empty":               {map[string]string{}, ""},
		"empty value":         {trace(""), `trace_id=""`},
		"two":                 {map[string]string{"trace_id": "12", "span_id": "3"}, `span_id="3",trace_id="12"`},
		"as long as allowed":  {map[string]string{"trace_id": long(120)}, `trace_id="` + long(120) + `"`},
		"too long":            {map[string]string{"trace_id": long(121)}, ""},
		"one of two too long": {map[string]string{"trace_id": "1", "user": long(125)}, `trace_id="1"`},
		"too many":            {map[string]string{"aa": long(50), "b": long(48), "c": long(49)}, `b="` + long(48) + `",c="` + long(49) + `"`},
		"invalid UTF-8":       {trace("caf\xe9"), "trace_id=\"caf\uFFFD\""},
		"invalid names":       {map[string]string{"trace_id": "1", "": "x", "a-b": "x", "1a": "x", "__a": "x", "ä": "x", "a\xff": "x"}, `trace_id="1"`},
		"valid names":         {map[string]string{"_": "1", "azAZ09": "2", "Z_9": "3"}, `Z_9="3",_="1",azAZ09="2"`},
	} {
		t.Run(name, func(t *testing.T) {
			r, first := client.NewPedanticRegistry(), trace("first")
			c := prometheus.New(r).Counter(metrics.Options{Name: "c"}).(incWithExemplar)
			c.IncWithExemplar(2, first)
			clear(first) // the caller may change the map now
			c.IncWithExemplar(1, tt.labels)
			want := "\nc_total 3.0 # {" + tt.want + "} 1.0\n"
			if tt.want == "" {
				want = "\nc_total 3.0 # {trace_id=\"first\"} 2.0\n"
			}
			wantExemplars(t, r, want)
		})
	}
}

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
