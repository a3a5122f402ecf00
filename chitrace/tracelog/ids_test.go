package tracelog_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

func TestJaegerIDs(t *testing.T) {
	for name, tt := range map[string]struct {
		traceID jaeger.TraceID
		spanID  jaeger.SpanID
		sampled bool
		want    tracelog.IDs
	}{
		"64 bits": {
			jaeger.TraceID{Low: 0xfedcba9876543210},
			0x0123456789abcdef, true,
			tracelog.IDs{TraceID: "fedcba9876543210", SpanID: "0123456789abcdef", Sampled: true},
		},
		"128 bits": {
			jaeger.TraceID{High: 0xfedcba9876543210, Low: 0x0123456789abcdef},
			0xff, true,
			tracelog.IDs{TraceID: "fedcba98765432100123456789abcdef", SpanID: "00000000000000ff", Sampled: true},
		},
		"leading zeros": {
			jaeger.TraceID{Low: 1},
			2, true,
			tracelog.IDs{TraceID: "0000000000000001", SpanID: "0000000000000002", Sampled: true},
		},
		"leading zeros in 128 bits": {
			jaeger.TraceID{High: 1},
			2, true,
			tracelog.IDs{TraceID: "00000000000000010000000000000000", SpanID: "0000000000000002", Sampled: true},
		},
		"not sampled": {
			jaeger.TraceID{Low: 1},
			2, false,
			tracelog.IDs{TraceID: "0000000000000001", SpanID: "0000000000000002"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if s := tt.traceID.String(); s != tt.want.TraceID {
				t.Errorf("Jaeger writes the trace id as %s, the test wants %s", s, tt.want.TraceID)
			}
			if s := tt.spanID.String(); s != tt.want.SpanID {
				t.Errorf("Jaeger writes the span id as %s, the test wants %s", s, tt.want.SpanID)
			}
			sc := jaeger.NewSpanContext(tt.traceID, tt.spanID, 0, tt.sampled, nil)
			if got, ok := tracelog.JaegerIDs(sc); got != tt.want || !ok {
				t.Errorf("got %+v, %t, want %+v", got, ok, tt.want)
			}
		})
	}
}

func TestJaegerIDsOfOthers(t *testing.T) {
	for name, sc := range map[string]opentracing.SpanContext{
		"nil":         nil,
		"zero":        jaeger.SpanContext{},
		"no trace id": jaeger.NewSpanContext(jaeger.TraceID{}, 1, 0, true, nil),
		"no span id":  jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 0, 0, true, nil),
		"no-op":       opentracing.NoopTracer{}.StartSpan("").Context(),
		"mocktracer":  mocktracer.New().StartSpan("").Context(),
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := tracelog.JaegerIDs(sc); ok || got != (tracelog.IDs{}) {
				t.Errorf("got %+v, %t, want none", got, ok)
			}
		})
	}
}

func TestWithIDs(t *testing.T) {
	mock := &mocktracer.MockSpan{SpanContext: mocktracer.MockSpanContext{TraceID: 1, SpanID: 2}}
	known := within(t, spanContext())
	const wantMock, wantNone = `"trace_id":"mock-1","span_id":"2","sampled":false`, ""
	wantJaeger := wantJSON[1:]

	for name, tt := range map[string]struct {
		opts []tracelog.Option
		span opentracing.Span
		want string
	}{
		"default":                 {nil, opentracing.SpanFromContext(known), wantJaeger},
		"default, other tracer":   {nil, mock, wantNone},
		"default, no-op":          {nil, opentracing.NoopTracer{}.StartSpan(""), wantNone},
		"nil option":              {[]tracelog.Option{nil}, opentracing.SpanFromContext(known), wantJaeger},
		"given":                   {[]tracelog.Option{tracelog.WithIDs(mockIDs)}, mock, wantMock},
		"given, other tracer":     {[]tracelog.Option{tracelog.WithIDs(mockIDs)}, opentracing.SpanFromContext(known), wantNone},
		"nil":                     {[]tracelog.Option{tracelog.WithIDs(nil)}, opentracing.SpanFromContext(known), wantJaeger},
		"last counts":             {[]tracelog.Option{tracelog.WithIDs(panicking), tracelog.WithIDs(mockIDs)}, mock, wantMock},
		"nil last":                {[]tracelog.Option{tracelog.WithIDs(mockIDs), tracelog.WithIDs(nil)}, mock, wantNone},
		"panic":                   {[]tracelog.Option{tracelog.WithIDs(panicking)}, mock, wantNone},
		"panic in the span":       {nil, brokenSpan{mock}, wantNone},
		"no span in the context":  {nil, nil, wantNone},
		"given, no span":          {[]tracelog.Option{tracelog.WithIDs(anyIDs)}, nil, wantNone},
		"given, span without ids": {[]tracelog.Option{tracelog.WithIDs(noIDs)}, mock, wantNone},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(wrap func(slog.Handler) slog.Handler) string {
				return record(func(log *slog.Logger) {
					log.WithGroup("g").InfoContext(opentracing.ContextWithSpan(t.Context(), tt.span), "m", "a", 1)
				}, wrap)
			}
			want := run(unwrapped)
			if tt.want != wantNone {
				want = strings.Replace(want, `,"g":`, ","+tt.want+`,"g":`, 1)
			}
			if got := run(wrap(tt.opts...)); got != want {
				t.Errorf("got  %swant %s", got, want)
			}
		})
	}
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

func noIDs(opentracing.SpanContext) (tracelog.IDs, bool) {
	return tracelog.IDs{TraceID: "1", SpanID: "2"}, false
}
