package active

import (
	"context"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
)

type contextWithSpan struct {
	context.Context
	span opentracing.Span
}

func (c contextWithSpan) Value(key any) any {
	if key == (SpanKey{}) {
		return c.span
	}
	return c.Context.Value(key)
}

func TestSpan(t *testing.T) {
	tracer := mocktracer.New()
	ours, inner := tracer.StartSpan("ours"), tracer.StartSpan("inner")
	noop := opentracing.NoopTracer{}.StartSpan("noop")
	below := contextWithSpan{context.Background(), ours}
	for name, test := range map[string]struct {
		ctx  context.Context
		want opentracing.Span
	}{
		"no span":                   {context.Background(), nil},
		"a span":                    {opentracing.ContextWithSpan(context.Background(), inner), inner},
		"a span below ours":         {opentracing.ContextWithSpan(below, inner), inner},
		"a no-op span":              {opentracing.ContextWithSpan(context.Background(), noop), nil},
		"a no-op span below ours":   {opentracing.ContextWithSpan(below, noop), ours},
		"ours, which has no span":   {contextWithSpan{context.Background(), nil}, nil},
		"ours is a no-op span":      {contextWithSpan{context.Background(), noop}, nil},
		"a no-op below one without": {opentracing.ContextWithSpan(contextWithSpan{context.Background(), nil}, noop), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Span(test.ctx); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCallerIsUntrusted(t *testing.T) {
	if CallerIsUntrusted(context.Background()) {
		t.Error("a context of no request is said to have an untrusted caller")
	}
	if !CallerIsUntrusted(WithUntrustedCaller(context.Background())) {
		t.Error("an untrusted caller is forgotten")
	}
}
