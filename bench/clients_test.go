package bench

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/opentracing-contrib/go-stdlib/nethttp"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go/config"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	otelpropagation "go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// client is a contender that traces outgoing calls.
type client struct {
	name string
	// use puts the contender into the calls, with a new tracer for the scenario.
	use func(c *calls, s scenario)
}

// calls is how calls are made: in which context, and by what.
type calls struct {
	ctx       context.Context
	transport http.RoundTripper
}

// clients are all contenders. Each has its defaults, but for what is named.
var clients = []client{
	{"bare", func(*calls, scenario) {}},
	{"tracer-alone", func(c *calls, s scenario) {
		tracer := newJaeger(s)
		c.ctx, c.transport = serving(c.ctx, tracer, s), clientFloor{c.transport, tracer}
	}},
	{"chitrace", func(c *calls, s scenario) {
		tracer := newJaeger(s)
		c.ctx = serving(c.ctx, tracer, s)
		c.transport = propagation.NewTransport(c.transport, propagation.WithTracer(tracer))
	}},
	{"chitrace-w3c", func(c *calls, s scenario) {
		tracer := newJaeger(s, config.Injector(opentracing.HTTPHeaders, codec.W3C()))
		c.ctx = serving(c.ctx, tracer, s)
		c.transport = propagation.NewTransport(c.transport, propagation.WithTracer(tracer))
	}},
	{"chitrace-jaegertracer", func(c *calls, s scenario) {
		tracer := newProduction(s)
		c.ctx = serving(c.ctx, tracer, s)
		c.transport = propagation.NewTransport(c.transport, propagation.WithTracer(tracer))
	}},
	{"nethttp", func(c *calls, s scenario) {
		tracer := newJaeger(s)
		c.ctx = serving(c.ctx, tracer, s)
		c.transport = nethttpClient{&nethttp.Transport{RoundTripper: c.transport}, tracer}
	}},
	// otelhttp measures as well as it traces; that part is off.
	{"otelhttp", func(c *calls, s scenario) {
		provider := newOTel(s)
		c.ctx = servingOTel(c.ctx, provider, s)
		c.transport = otelhttp.NewTransport(c.transport, otelhttp.WithMeterProvider(metricnoop.NewMeterProvider()),
			otelhttp.WithTracerProvider(provider), otelhttp.WithPropagators(otelPropagator))
	}},
}

// calls returns how the contender makes calls that base answers.
func (c client) calls(tb testing.TB, s scenario, base http.RoundTripper) *calls {
	tb.Helper()
	made := &calls{tb.Context(), base}
	c.use(made, s)
	return made
}

// one makes one call and reads the answer.
func (c *calls) one(r *http.Request) error {
	resp, err := c.transport.RoundTrip(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return errors.Join(err, resp.Body.Close())
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

// servingOTel is serving for OpenTelemetry.
func servingOTel(ctx context.Context, provider trace.TracerProvider, s scenario) context.Context {
	if !s.parent {
		return ctx
	}
	h := http.Header{}
	traceparent(h, s)
	ctx = otelPropagator.Extract(ctx, otelpropagation.HeaderCarrier(h))
	ctx, _ = provider.Tracer("bench").Start(ctx, "GET /")
	return ctx
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
	r, traced := nethttp.TraceRequest(c.tracer, r, nethttp.ClientTrace(false))
	defer traced.Finish()
	return c.transport.RoundTrip(r)
}
