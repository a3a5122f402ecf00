package active

import (
	"context"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
)

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

func TestSpan(t *testing.T) {
	tracer := mocktracer.New()
	ours, inner := tracer.StartSpan("ours"), tracer.StartSpan("inner")
	noop := opentracing.NoopTracer{}.StartSpan("noop")
	sees, seesNone := seer{tracer, inner}, seer{tracer, nil}
	with := opentracing.ContextWithSpan
	below := func(ours opentracing.Span) context.Context { return context.WithValue(t.Context(), SpanKey{}, ours) }
	for name, test := range map[string]struct {
		ctx    context.Context
		tracer opentracing.Tracer // of a root
		want   opentracing.Span
	}{
		"no span":                      {t.Context(), tracer, nil},
		"a span":                       {with(t.Context(), inner), tracer, inner},
		"a span below ours":            {with(below(ours), inner), tracer, inner},
		"a no-op span":                 {with(t.Context(), noop), tracer, nil},
		"a no-op span below ours":      {with(below(ours), noop), tracer, ours},
		"ours, which has no span":      {below(nil), tracer, nil},
		"ours is a no-op span":         {below(noop), tracer, nil},
		"a no-op below one without":    {with(below(nil), noop), tracer, nil},
		"seen by the span's tracer":    {with(t.Context(), spanOf{ours, sees}), nil, inner},
		"the tracer sees none":         {with(t.Context(), spanOf{ours, seesNone}), sees, spanOf{ours, seesNone}},
		"seen by the tracer of a root": {t.Context(), sees, inner},
		"not seen by that of a root":   {t.Context(), seesNone, nil},
		"no tracer and no span":        {t.Context(), nil, nil},
	} {
		if got := SpanBy(test.ctx, test.tracer); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
