package bench

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/opentracing-contrib/go-stdlib/nethttp"
	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	otelpropagation "go.opentelemetry.io/otel/propagation"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// client is a contender that traces outgoing calls.
type client struct {
	name string
	// transport returns the contender around base, with a new tracer for the
	// scenario, and the context of the calls to come: that of a request that is
	// being served, where the scenario has a parent.
	transport func(ctx context.Context, s scenario, base http.RoundTripper) (context.Context, http.RoundTripper)
}

// clients are all contenders. Each has its defaults, but for what is named.
var clients = []client{
	{"bare", func(ctx context.Context, _ scenario, base http.RoundTripper) (context.Context, http.RoundTripper) {
		return ctx, base
	}},
	{"floor", func(ctx context.Context, s scenario, base http.RoundTripper) (context.Context, http.RoundTripper) {
		tracer := newJaeger(s)
		return serving(ctx, tracer, s), clientFloor{base, tracer}
	}},
	{"chitrace", func(ctx context.Context, s scenario, base http.RoundTripper) (context.Context, http.RoundTripper) {
		tracer := newJaeger(s)
		return serving(ctx, tracer, s), propagation.NewTransport(base, propagation.WithTracer(tracer))
	}},
	{"nethttp", func(ctx context.Context, s scenario, base http.RoundTripper) (context.Context, http.RoundTripper) {
		tracer := newJaeger(s)
		return serving(ctx, tracer, s), nethttpClient{&nethttp.Transport{RoundTripper: base}, tracer}
	}},
	// otelhttp measures as well as it traces; that part is off.
	{"otelhttp", func(ctx context.Context, s scenario, base http.RoundTripper) (context.Context, http.RoundTripper) {
		provider := newOTel(s)
		if s.parent {
			h := http.Header{}
			traceparent(h, s)
			ctx = otelPropagator.Extract(ctx, otelpropagation.HeaderCarrier(h))
			ctx, _ = provider.Tracer("bench").Start(ctx, "GET /")
		}
		return ctx, otelhttp.NewTransport(base, otelhttp.WithMeterProvider(metricnoop.NewMeterProvider()),
			otelhttp.WithTracerProvider(provider), otelhttp.WithPropagators(otelPropagator))
	}},
}

// serving returns the context of a request that is being served, and that came
// with the scenario's parent, if any.
func serving(ctx context.Context, tracer opentracing.Tracer, s scenario) context.Context {
	if !s.parent {
		return ctx
	}
	h := http.Header{}
	uberTraceID(h, s)
	parent, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(h))
	if err != nil {
		panic(err)
	}
	return opentracing.ContextWithSpan(ctx, tracer.StartSpan("GET /", opentracing.ChildOf(parent)))
}

// clientFloor does what no transport for this tracer can do without, apart from
// sending the header: for that, it would have to copy the request.
type clientFloor struct {
	base   http.RoundTripper
	tracer opentracing.Tracer
}

// nowhere is a carrier for headers that are not sent.
type nowhere struct{}

func (nowhere) Set(string, string) {}

func (f clientFloor) RoundTrip(r *http.Request) (*http.Response, error) {
	var parent opentracing.SpanContext
	if span := opentracing.SpanFromContext(r.Context()); span != nil {
		parent = span.Context()
	}
	span := f.tracer.StartSpan("HTTP GET", opentracing.ChildOf(parent))
	defer span.Finish()
	if err := f.tracer.Inject(span.Context(), opentracing.HTTPHeaders, nowhere{}); err != nil {
		return nil, err
	}
	return f.base.RoundTrip(r)
}

// nethttpClient is go-stdlib's transport with what its users have to write
// around every call. Its httptrace events are off: the others have them off by
// default.
type nethttpClient struct {
	transport *nethttp.Transport
	tracer    opentracing.Tracer
}

func (c nethttpClient) RoundTrip(r *http.Request) (*http.Response, error) {
	r, trace := nethttp.TraceRequest(c.tracer, r, nethttp.ClientTrace(false))
	defer trace.Finish()
	return c.transport.RoundTrip(r)
}

// call makes one call and reads the answer.
func call(tb testing.TB, rt http.RoundTripper, r *http.Request) {
	resp, err := rt.RoundTrip(r)
	if err != nil {
		tb.Error(err)
		return
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		tb.Error(err)
	}
}

func BenchmarkClient(b *testing.B)         { benchmarkClients(b, serial) }
func BenchmarkClientParallel(b *testing.B) { benchmarkClients(b, parallel) }

func benchmarkClients(b *testing.B, run mode) {
	for _, s := range scenarios {
		for _, c := range clients {
			b.Run("scenario="+s.name+"/lib="+c.name, func(b *testing.B) {
				ctx, rt := c.transport(b.Context(), s, nullServer)
				run(b, func() func() {
					r := newCall(ctx)
					return func() { call(b, rt, r) }
				})
			})
		}
	}
}
