package interop

import (
	"slices"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	jaegerheaders "go.opentelemetry.io/contrib/propagators/jaeger"
	"go.opentelemetry.io/otel/attribute"
	bridge "go.opentelemetry.io/otel/bridge/opentracing"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

func newBridge(t *testing.T, headers propagation.TextMapPropagator, sampler sdk.Sampler) (opentracing.Tracer, *tracetest.SpanRecorder) {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(recorder), sdk.WithSampler(sampler))
	tracer := bridge.NewBridgeTracer()
	tracer.SetOpenTelemetryTracer(provider.Tracer("test"))
	tracer.SetTextMapPropagator(headers)
	return tracer, recorder
}

// What code of one's own may do through OpenTracing that the bridge has another
// idea of. chitrace does nothing of it.
func TestBridgeLimits(t *testing.T) {
	tests := []struct {
		name  string
		use   func(opentracing.Span)
		check func(sdk.ReadOnlySpan) bool
	}{
		{
			"span.kind counts at the start alone",
			func(s opentracing.Span) { ext.SpanKindRPCServer.Set(s) },
			func(s sdk.ReadOnlySpan) bool { return s.SpanKind() == trace.SpanKindInternal },
		},
		{
			"error=false takes nothing back",
			func(s opentracing.Span) { ext.Error.Set(s, true); ext.Error.Set(s, false) },
			func(s sdk.ReadOnlySpan) bool { return s.Status().Code == codes.Error },
		},
		{
			"sampling.priority is a tag like any other",
			func(s opentracing.Span) { ext.SamplingPriority.Set(s, 0) },
			func(s sdk.ReadOnlySpan) bool {
				return slices.Contains(s.Attributes(), attribute.Int("sampling.priority", 0))
			},
		},
		{
			"a uint64 becomes text",
			func(s opentracing.Span) { s.SetTag("bytes", uint64(7)) },
			func(s sdk.ReadOnlySpan) bool { return slices.Contains(s.Attributes(), attribute.String("bytes", "7")) },
		},
		{
			"the fields of a log stay",
			func(s opentracing.Span) { s.LogFields(log.Event("error"), log.String("message", "no tea")) },
			func(s sdk.ReadOnlySpan) bool {
				return slices.Equal(s.Events()[0].Attributes,
					[]attribute.KeyValue{attribute.String("event", "error"), attribute.String("message", "no tea")})
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, recorder := newBridge(t, propagation.TraceContext{}, sdk.AlwaysSample())
			span := tracer.StartSpan("test")
			tt.use(span)
			span.Finish()
			if got := recorder.Ended()[0]; !tt.check(got) {
				t.Errorf("it is no longer so: %v %v %v %v", got.SpanKind(), got.Status(), got.Attributes(), got.Events())
			}
		})
	}
}

// What Jaeger's client and codec read of a caller's headers, and the bridge does
// not.
func TestBridgeHeaders(t *testing.T) {
	all := propagation.NewCompositeTextMapPropagator(jaegerheaders.Jaeger{}, propagation.TraceContext{}, propagation.Baggage{})
	const uber, w3c = "4bf92f3577b34da6a3ce929d0e0e4736:f067aa0ba902b7:0:1", "00-1234567890123456789012345678901a-00f067aa0ba902b7-01"
	tests := []struct {
		name        string
		headers     opentracing.HTTPHeadersCarrier
		wantTrace   string // empty: none
		wantBaggage int
	}{
		{"W3C goes before Jaeger", opentracing.HTTPHeadersCarrier{"Uber-Trace-Id": {uber}, "Traceparent": {w3c}}, w3c[3:35], 0},
		{"Jaeger's baggage is lost", opentracing.HTTPHeadersCarrier{"Uber-Trace-Id": {uber}, "Uberctx-Tenant": {"acme"}}, uber[:32], 0},
		{"that of W3C is not", opentracing.HTTPHeadersCarrier{"Uber-Trace-Id": {uber}, "Baggage": {"tenant=acme"}}, uber[:32], 1},
		{"baggage alone is", opentracing.HTTPHeadersCarrier{"Baggage": {"tenant=acme"}}, "", 0},
		{"so is a debug id", opentracing.HTTPHeadersCarrier{"Jaeger-Debug-Id": {"find-me"}}, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer, _ := newBridge(t, all, sdk.AlwaysSample())
			sc, err := tracer.Extract(opentracing.HTTPHeaders, tt.headers)
			if tt.wantTrace == "" {
				if err == nil {
					t.Errorf("it found %v", sc)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := sc.(interface{ TraceID() trace.TraceID }).TraceID().String(); got != tt.wantTrace {
				t.Errorf("got trace %s, want %s", got, tt.wantTrace)
			}
			items := 0
			sc.ForeachBaggageItem(func(string, string) bool { items++; return true })
			if items != tt.wantBaggage {
				t.Errorf("got %d items of baggage, want %d", items, tt.wantBaggage)
			}
		})
	}
}
