package tracelog_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
	"github.com/opentracing-contrib/go-chi/internal/active"
)

// TestJaegerIDs expects what Jaeger's client writes.
func TestJaegerIDs(t *testing.T) {
	for _, tt := range []struct {
		traceID jaeger.TraceID
		spanID  jaeger.SpanID
		sampled bool
	}{
		{jaeger.TraceID{Low: 0xfedcba9876543210}, 0x0123456789abcdef, true},
		{jaeger.TraceID{High: 0xfedcba9876543210, Low: 0x0123456789abcdef}, 0xff, true},
		{jaeger.TraceID{Low: 1}, 2, false},
		{jaeger.TraceID{High: 1}, 2, true},
	} {
		want := tracelog.IDs{TraceID: tt.traceID.String(), SpanID: tt.spanID.String(), Sampled: tt.sampled}
		sc := jaeger.NewSpanContext(tt.traceID, tt.spanID, 0, tt.sampled, nil)
		if got, ok := tracelog.JaegerIDs(sc); got != want || !ok {
			t.Errorf("got %+v, %t, want %+v", got, ok, want)
		}
	}
}

func TestJaegerIDsOfOthers(t *testing.T) {
	for _, sc := range []opentracing.SpanContext{
		nil,
		jaeger.SpanContext{},
		jaeger.NewSpanContext(jaeger.TraceID{}, 1, 0, true, nil),
		jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 0, 0, true, nil),
		opentracing.NoopTracer{}.StartSpan("").Context(),
		mocktracer.New().StartSpan("").Context(),
	} {
		if got, ok := tracelog.JaegerIDs(sc); ok || got != (tracelog.IDs{}) {
			t.Errorf("%T %v: got %+v, %t, want none", sc, sc, got, ok)
		}
	}
}

func TestWithIDs(t *testing.T) {
	mock := &mocktracer.MockSpan{SpanContext: mocktracer.MockSpanContext{TraceID: 1, SpanID: 2}}
	known := opentracing.SpanFromContext(within(t))
	const wantJSON = `,"trace_id":"00000000000000ab","span_id":"00000000000000cd","sampled":true`
	const wantMock, wantNone = `,"trace_id":"mock-1","span_id":"2","sampled":false`, ""
	options := func(fs ...func(opentracing.SpanContext) (tracelog.IDs, bool)) (opts []tracelog.Option) {
		for _, f := range fs {
			opts = append(opts, tracelog.WithIDs(f))
		}
		return opts
	}

	for name, tt := range map[string]struct {
		opts []tracelog.Option
		span opentracing.Span
		want string
	}{
		"default":                {nil, known, wantJSON},
		"default, other tracer":  {nil, mock, wantNone},
		"default, no span":       {nil, nil, wantNone},
		"nil option":             {[]tracelog.Option{nil}, known, wantJSON},
		"nil":                    {options(nil), known, wantJSON},
		"given":                  {options(mockIDs), mock, wantMock},
		"given, without ids":     {options(mockIDs), known, wantNone},
		"last counts":            {options(panicking, mockIDs), mock, wantMock},
		"nil last":               {options(mockIDs, nil), mock, wantNone},
		"panic":                  {options(panicking), mock, wantNone},
		"panic in the span":      {nil, brokenSpan{mock}, wantNone},
		"not called without one": {options(anyIDs), nil, wantNone},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			log := slog.New(tracelog.NewHandler(slog.NewJSONHandler(&out, nil), tt.opts...)).WithGroup("g")
			log.InfoContext(opentracing.ContextWithSpan(t.Context(), tt.span), "m", "a", 1)
			if got, want := out.String(), `"msg":"m"`+tt.want+`,"g":{"a":1}}`; !strings.Contains(got, want) {
				t.Errorf("got %s\nwant %s in it", got, want)
			}
		})
	}
}

func TestFromContext(t *testing.T) {
	want, _ := tracelog.JaegerIDs(opentracing.SpanFromContext(within(t)).Context())
	noop := opentracing.NoopTracer{}.StartSpan("")
	for name, ctx := range map[string]context.Context{
		"a span":                      within(t),
		"a no-op span in a request's": opentracing.ContextWithSpan(request{t.Context(), within(t)}, noop),
	} {
		if got, ok := tracelog.FromContext(ctx); got != want || !ok {
			t.Errorf("%s: got %+v, %t, want %+v", name, got, ok, want)
		}
		var out bytes.Buffer
		slog.New(wrap(slog.NewTextHandler(&out, nil))).InfoContext(ctx, "m")
		if !strings.Contains(out.String(), want.SpanID) {
			t.Errorf("%s: got %s, want %s in it", name, out.String(), want.SpanID)
		}
	}

	for name, span := range map[string]opentracing.Span{
		"no span":           nil,
		"no-op span":        noop,
		"other tracer":      mocktracer.New().StartSpan(""),
		"panic in the span": brokenSpan{mocktracer.New().StartSpan("")},
	} {
		if got, ok := tracelog.FromContext(opentracing.ContextWithSpan(t.Context(), span)); ok || got != (tracelog.IDs{}) {
			t.Errorf("%s: got %+v, %t, want none", name, got, ok)
		}
	}
}

// request answers for a request's span as a context of chitrace's does.
type request struct {
	context.Context
	span context.Context
}

func (r request) Value(key any) any {
	if key == (active.SpanKey{}) {
		return opentracing.SpanFromContext(r.span)
	}
	return r.Context.Value(key)
}

func mockIDs(sc opentracing.SpanContext) (tracelog.IDs, bool) {
	mc, ok := sc.(mocktracer.MockSpanContext)
	return tracelog.IDs{
		TraceID: fmt.Sprint("mock-", mc.TraceID),
		SpanID:  fmt.Sprint(mc.SpanID),
		Sampled: mc.Sampled,
	}, ok
}

func panicking(opentracing.SpanContext) (tracelog.IDs, bool) { panic("no ids today") }

// brokenSpan panics when it is asked for its context.
type brokenSpan struct{ opentracing.Span }

func (brokenSpan) Context() opentracing.SpanContext { panic("no context today") }

func anyIDs(opentracing.SpanContext) (tracelog.IDs, bool) {
	return tracelog.IDs{TraceID: "1", SpanID: "2"}, true
}
