package tracelog_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// TestJaegerIDs expects what Jaeger's client writes, and nothing of what is no
// context of Jaeger's.
func TestJaegerIDs(t *testing.T) {
	const high, low = 0xfedcba9876543210, 0x0123456789abcdef
	for _, tt := range []struct {
		sc   opentracing.SpanContext
		want tracelog.IDs
	}{
		{jaeger.NewSpanContext(jaeger.TraceID{Low: high}, low, 0, true, nil), tracelog.IDs{"fedcba9876543210", "0123456789abcdef", true}},
		{jaeger.NewSpanContext(jaeger.TraceID{High: high, Low: low}, 0xff, 0, true, nil), tracelog.IDs{"fedcba98765432100123456789abcdef", "00000000000000ff", true}},
		{jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 2, 0, false, nil), tracelog.IDs{"0000000000000001", "0000000000000002", false}},
		{jaeger.NewSpanContext(jaeger.TraceID{High: 1}, 2, 0, true, nil), tracelog.IDs{"00000000000000010000000000000000", "0000000000000002", true}},
		{sc: nil},
		{sc: jaeger.SpanContext{}},
		{sc: jaeger.NewSpanContext(jaeger.TraceID{}, 1, 0, true, nil)},
		{sc: jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 0, 0, true, nil)},
		{sc: mocktracer.New().StartSpan("").Context()},
	} {
		if got, ok := tracelog.JaegerIDs(tt.sc); got != tt.want || ok != (tt.want != tracelog.IDs{}) {
			t.Errorf("%T %v: got %+v, %t, want %+v", tt.sc, tt.sc, got, ok, tt.want)
		}
	}
}

func TestWithIDs(t *testing.T) {
	mock := &mocktracer.MockSpan{SpanContext: mocktracer.MockSpanContext{TraceID: 1, SpanID: 2}}
	known := opentracing.SpanFromContext(within(t))
	const wantJSON = `,"trace_id":"00000000000000ab","span_id":"00000000000000cd","sampled":true`
	const wantMock, wantNone = `,"trace_id":"mock-1","span_id":"2","sampled":false`, ""
	type opts = []tracelog.Option
	with := tracelog.WithIDs
	for name, tt := range map[string]struct {
		opts opts
		span opentracing.Span
		want string
	}{
		"default":                {nil, known, wantJSON},
		"default, other tracer":  {nil, mock, wantNone},
		"default, no span":       {nil, nil, wantNone},
		"nil option":             {opts{nil}, known, wantJSON},
		"nil":                    {opts{with(nil)}, known, wantJSON},
		"given":                  {opts{with(mockIDs)}, mock, wantMock},
		"given, without ids":     {opts{with(mockIDs)}, known, wantNone},
		"last counts":            {opts{with(panicking), with(mockIDs)}, mock, wantMock},
		"nil last":               {opts{with(mockIDs), with(nil)}, mock, wantNone},
		"panic":                  {opts{with(panicking)}, mock, wantNone},
		"panic in the span":      {nil, brokenSpan{mock}, wantNone},
		"not called without one": {opts{with(anyIDs)}, nil, wantNone},
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

// TestFromContext asks in a request that is traced, and below a span that does
// nothing, since no global tracer is set.
func TestFromContext(t *testing.T) {
	tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(true))
	handler := chitrace.Middleware(tracer)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		want, _ := tracelog.JaegerIDs(chitrace.SpanFromRequest(r).Context())
		_, below := opentracing.StartSpanFromContext(r.Context(), "inner")
		for _, ctx := range []context.Context{r.Context(), below} {
			if got, ok := tracelog.FromContext(ctx); got != want || !ok {
				t.Errorf("got %+v, %t, want %+v", got, ok, want)
			}
			var out bytes.Buffer
			slog.New(wrap(slog.NewTextHandler(&out, nil))).InfoContext(ctx, "m")
			if !strings.Contains(out.String(), want.SpanID) {
				t.Errorf("got %s, want %s in it", out.String(), want.SpanID)
			}
		}
	}))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
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
