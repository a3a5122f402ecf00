package jaegertracer_test

import (
	"context"
	"maps"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// wrapped is a span of Jaeger in one of another type.
type wrapped struct{ opentracing.Span }

// empty is a span that has no ids.
type empty struct{ opentracing.Span }

func (empty) Context() opentracing.SpanContext { return jaeger.SpanContext{} }

func TestExemplarLabels(t *testing.T) {
	start := func(sampled bool, opts ...jaeger.TracerOption) opentracing.Span {
		tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(sampled), jaeger.NewNullReporter(), opts...)
		t.Cleanup(func() { _ = closer.Close() })
		return tracer.StartSpan("op")
	}
	labels := func(span opentracing.Span) map[string]string {
		return map[string]string{"trace_id": span.Context().(jaeger.SpanContext).TraceID().String()}
	}
	short, long, unsampled := start(true), start(true, jaeger.TracerOptions.Gen128Bit(true)), start(false)
	for _, tt := range []struct {
		name string
		span opentracing.Span
		want map[string]string
	}{
		{"64 bits", short, labels(short)},
		{"128 bits", long, labels(long)},
		{"wrapped", wrapped{long}, labels(long)},
		{"not sampled", unsampled, nil},
		{"wrapped, not sampled", wrapped{unsampled}, nil},
		{"without ids", empty{unsampled}, nil},
		{"another tracer's", mocktracer.New().StartSpan("op"), nil},
		{"none", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := context.Background()
			if tt.span != nil {
				ctx = opentracing.ContextWithSpan(ctx, tt.span)
			}
			if got := jaegertracer.ExemplarLabels(ctx); !maps.Equal(got, tt.want) || (got == nil) != (tt.want == nil) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}

	for _, tt := range []struct {
		name string
		ctx  context.Context
		want float64
	}{
		{"none", context.Background(), 0},
		{"not sampled", opentracing.ContextWithSpan(context.Background(), unsampled), 0},
		{"sampled", opentracing.ContextWithSpan(context.Background(), long), 3}, // the id, the map and its one group
	} {
		if got := testing.AllocsPerRun(100, func() { kept = jaegertracer.ExemplarLabels(tt.ctx) }); got > tt.want {
			t.Errorf("%s: %g allocations, want %g", tt.name, got, tt.want)
		}
	}
}

var kept map[string]string
