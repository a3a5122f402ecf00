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

// seer is a tracer that sees spans of another API in a context.
type seer struct {
	opentracing.Tracer
	seen opentracing.Span
}

func (s seer) ActiveSpan(_ context.Context, above opentracing.Span) opentracing.Span {
	if s.seen != nil {
		return s.seen
	}
	return above
}

type spanOf struct {
	opentracing.Span
	tracer opentracing.Tracer
}

func (s spanOf) Tracer() opentracing.Tracer { return s.tracer }

func TestSpanOfAnotherAPI(t *testing.T) {
	other := mocktracer.New().StartSpan("other")
	sees, seesNone := seer{mocktracer.New(), other}, seer{mocktracer.New(), nil}
	below := func(tracer opentracing.Tracer) context.Context {
		return opentracing.ContextWithSpan(t.Context(), spanOf{other, tracer})
	}
	for name, test := range map[string]struct {
		ctx    context.Context
		tracer opentracing.Tracer
		want   opentracing.Span
	}{
		"seen by the span's tracer":     {below(sees), nil, other},
		"the tracer sees none":          {below(seesNone), sees, spanOf{other, seesNone}},
		"seen by the tracer of a root":  {t.Context(), sees, other},
		"not seen by that of a root":    {t.Context(), seesNone, nil},
		"a tracer that knows one API":   {t.Context(), mocktracer.New(), nil},
		"no tracer and no span of ours": {t.Context(), nil, nil},
	} {
		if got := SpanBy(test.ctx, test.tracer); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
