package span_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type key struct{}

func TestContextCarriesTheSpan(t *testing.T) {
	tests := []struct {
		name string
		hook func(ctx context.Context) context.Context
		want any // of the key
	}{
		{"a tracer's own", func(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, "the tracer's") }, "the tracer's"},
		{"nil", func(context.Context) context.Context { return nil }, "kept"},
		{"panic", func(context.Context) context.Context { panic("no") }, "kept"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := tracetest.Hooked{MockTracer: mocktracer.New(), Hook: tt.hook}
			var ctx span.Context
			var s span.Span
			ctx.Carry(context.WithValue(t.Context(), key{}, "kept"), &s)
			if got := opentracing.SpanFromContext(&ctx); got != nil {
				t.Errorf("got %v before the start", got)
			}
			s.Start(newConfig(), tracer, "name", nil, describer{newRequest(t)})
			ctx.Adopt(tracer)
			if got := opentracing.SpanFromContext(context.WithoutCancel(&ctx)); got != s.Opentracing() {
				t.Errorf("got %v, want the span", got)
			}
			if got := ctx.Value(key{}); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestContextPrintsAsAnyOther(t *testing.T) {
	var ctx span.Context
	ctx.Carry(context.Background(), start(t, mocktracer.New(), newConfig()))
	if got, want := fmt.Sprint(&ctx), "context.Background.WithValue(opentracing.Span)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
