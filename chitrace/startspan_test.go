package chitrace_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// setGlobal sets the global tracer until the end of the test.
func setGlobal(t *testing.T, tracer opentracing.Tracer) {
	t.Helper()
	before := opentracing.GlobalTracer()
	t.Cleanup(func() { opentracing.SetGlobalTracer(before) })
	opentracing.SetGlobalTracer(tracer)
}

// A span of the handler's own joins the trace, whether or not there is a global
// tracer, and below a span of one that does nothing.
func TestStartSpan(t *testing.T) {
	type start = func(ctx context.Context) (opentracing.Span, context.Context)
	own := func(ctx context.Context) (opentracing.Span, context.Context) {
		return chitrace.StartSpan(ctx, "own", nil)
	}
	tests := map[string]struct {
		global opentracing.Tracer
		start  start
	}{
		"no global tracer":      {opentracing.NoopTracer{}, own},
		"another global tracer": {mocktracer.New(), own},
		"below a no-op span": {opentracing.NoopTracer{}, func(ctx context.Context) (opentracing.Span, context.Context) {
			_, ctx = opentracing.StartSpanFromContext(ctx, "noop")
			return own(ctx)
		}},
		"after the request, following from it": {opentracing.NoopTracer{}, func(ctx context.Context) (opentracing.Span, context.Context) {
			return chitrace.StartSpan(context.WithoutCancel(ctx), "own", opentracing.FollowsFrom(opentracing.SpanFromContext(ctx).Context()))
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setGlobal(t, tt.global)
			tracer := mocktracer.New()
			get(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				own, ctx := tt.start(r.Context())
				request := chitrace.SpanFromRequest(r.WithContext(ctx))
				if opentracing.SpanFromContext(ctx) != own || request == nil || request != chitrace.SpanFromRequest(r) {
					t.Errorf("the context has %v of the request %v", opentracing.SpanFromContext(ctx), request)
				}
				own.Finish()
			})), "GET /")
			own, request := tracer.FinishedSpans()[0], tracer.FinishedSpans()[1]
			if own.OperationName != "own" || own.ParentID != request.SpanContext.SpanID {
				t.Errorf("got %v below %d, want it below %v", own, own.ParentID, request)
			}
		})
	}
}

func TestStartSpanOfNoRequest(t *testing.T) {
	tracer := mocktracer.New()
	setGlobal(t, tracer)
	span, ctx := chitrace.StartSpan(t.Context(), strings.Repeat("x", 3000))
	below, _ := chitrace.StartSpan(ctx, "below")
	below.Finish()
	span.Finish()
	if got := tracer.FinishedSpans(); got[0].ParentID != got[1].SpanContext.SpanID || got[1].ParentID != 0 || len(got[1].OperationName) != 2048 {
		t.Errorf("got %v", got)
	}
}

func TestStartSpanByAFaultyTracer(t *testing.T) {
	for _, fault := range tracetest.Faults {
		setGlobal(t, tracetest.NewFaulty(fault))
		span, ctx := chitrace.StartSpan(t.Context(), "own")
		if span == nil || opentracing.SpanFromContext(ctx) != span {
			t.Errorf("%v: got %v, %v", fault, span, ctx)
		}
	}
}
