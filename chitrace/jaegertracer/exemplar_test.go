package jaegertracer_test

import (
	"context"
	"maps"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// wrapped is a span of Jaeger in one of another type.
type wrapped struct{ opentracing.Span }

// empty is a span that has no ids.
type empty struct{ opentracing.Span }

func (empty) Context() opentracing.SpanContext { return jaeger.SpanContext{} }

func TestExemplarLabels(t *testing.T) {
	start := func(sampled bool, opts ...jaeger.TracerOption) opentracing.Span {
		tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(sampled), opts...)
		return tracer.StartSpan("op")
	}
	labels := func(span opentracing.Span) map[string]string {
		return map[string]string{"trace_id": span.Context().(jaeger.SpanContext).TraceID().String()}
	}
	short, long, unsampled := start(true), start(true, jaeger.TracerOptions.Gen128Bit(true)), start(false)
	for _, tt := range []struct {
		name   string
		span   opentracing.Span
		want   map[string]string
		allocs float64
	}{
		{"64 bits", short, labels(short), 3},
		{"128 bits", long, labels(long), 3}, // the id, the map and its one group
		{"wrapped", wrapped{long}, labels(long), 4},
		{"not sampled", unsampled, nil, 0},
		{"wrapped, not sampled", wrapped{unsampled}, nil, 1},
		{"without ids", empty{unsampled}, nil, 1},
		{"another tracer's", mocktracer.New().StartSpan("op"), nil, 1},
		{"none", nil, nil, 0},
		{"a no-op one below ours", opentracing.NoopTracer{}.StartSpan("op"), labels(long), 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := context.WithValue(t.Context(), active.SpanKey{}, long)
			if tt.want == nil {
				ctx = t.Context()
			}
			if tt.span != nil {
				ctx = opentracing.ContextWithSpan(ctx, tt.span)
			}
			var got map[string]string
			allocs := testing.AllocsPerRun(100, func() { got = jaegertracer.ExemplarLabels(ctx) })
			if !maps.Equal(got, tt.want) || (got == nil) != (tt.want == nil) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if allocs > tt.allocs {
				t.Errorf("%g allocations, want %g", allocs, tt.allocs)
			}
		})
	}
}
