package chitrace_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

// flawed is a tracer that fails where its fields are set. What it leaves nil
// does what the mock tracer does.
type flawed struct {
	*mocktracer.MockTracer
	startSpan func() opentracing.Span
	extract   func() (opentracing.SpanContext, error)
	inject    func() error
	hook      func()
	span      flawedSpan
}

func (f *flawed) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	if f.startSpan != nil {
		return f.startSpan()
	}
	f.span.Span, f.span.tracer = f.MockTracer.StartSpan(name, opts...), f
	return &f.span
}

func (f *flawed) Extract(format, carrier any) (opentracing.SpanContext, error) {
	if f.extract != nil {
		return f.extract()
	}
	return f.MockTracer.Extract(format, carrier)
}

func (f *flawed) Inject(sc opentracing.SpanContext, format, carrier any) error {
	if f.inject != nil {
		return f.inject()
	}
	return f.MockTracer.Inject(sc, format, carrier)
}

func (f *flawed) ContextWithSpanHook(ctx context.Context, _ opentracing.Span) context.Context {
	if f.hook != nil {
		f.hook()
	}
	return ctx
}

// flawedSpan fails likewise, and counts how often it was finished.
type flawedSpan struct {
	opentracing.Span
	tracer           *flawed
	context          func() opentracing.SpanContext
	setTag           func(key string)
	setOperationName func()
	logFields        func()
	finish           func()
	finished         int
}

func (s *flawedSpan) Tracer() opentracing.Tracer { return s.tracer }

func (s *flawedSpan) Context() opentracing.SpanContext {
	if s.context != nil {
		return s.context()
	}
	return s.Span.Context()
}

func (s *flawedSpan) SetTag(key string, value any) opentracing.Span {
	if s.setTag != nil {
		s.setTag(key)
	}
	s.Span.SetTag(key, value)
	return s
}

func (s *flawedSpan) SetOperationName(name string) opentracing.Span {
	if s.setOperationName != nil {
		s.setOperationName()
	}
	s.Span.SetOperationName(name)
	return s
}

func (s *flawedSpan) LogFields(fields ...log.Field) {
	if s.logFields != nil {
		s.logFields()
	}
	s.Span.LogFields(fields...)
}

func (s *flawedSpan) Finish() {
	s.finished++
	if s.finish != nil {
		s.finish()
	}
	s.Span.Finish()
}

// vague is a span context that panics when it is asked whether it is sampled.
type vague struct{ opentracing.SpanContext }

func (vague) IsSampled() bool { panic("who knows") }

// Whatever a tracer does, the request is served, and a span that was started is
// finished.
func TestFlawedTracers(t *testing.T) {
	fail := func() { panic("flawed") }
	tests := []struct {
		name   string
		tracer flawed
		want   int // spans that were finished
	}{
		{"StartSpan is nil", flawed{startSpan: func() opentracing.Span { return nil }}, 0},
		{"StartSpan is a nil pointer", flawed{startSpan: func() opentracing.Span { return (*mocktracer.MockSpan)(nil) }}, 0},
		{"StartSpan panics", flawed{startSpan: func() opentracing.Span { panic("flawed") }}, 0},
		{"Extract panics", flawed{extract: func() (opentracing.SpanContext, error) { panic("flawed") }}, 1},
		{"Extract is nil", flawed{extract: func() (opentracing.SpanContext, error) { return nil, nil }}, 1},
		{"Extract fails beside a context", flawed{extract: func() (opentracing.SpanContext, error) {
			return mocktracer.MockSpanContext{TraceID: 4, SpanID: 5}, errors.New("corrupt")
		}}, 1},
		{"Extract is vague", flawed{extract: func() (opentracing.SpanContext, error) { return vague{}, nil }}, 0},
		{"Inject fails", flawed{inject: func() error { return opentracing.ErrUnsupportedFormat }}, 1},
		{"Inject panics", flawed{inject: func() error { panic("flawed") }}, 1},
		{"hook panics", flawed{hook: fail}, 1},
		{"Context is nil", flawed{span: flawedSpan{context: func() opentracing.SpanContext { return nil }}}, 1},
		{"Context panics", flawed{span: flawedSpan{context: func() opentracing.SpanContext { panic("flawed") }}}, 1},
		{"Context is vague", flawed{span: flawedSpan{context: func() opentracing.SpanContext { return vague{} }}}, 1},
		{"SetTag panics", flawed{span: flawedSpan{setTag: func(string) { panic("flawed") }}}, 1},
		{"SetTag panics at the end", flawed{span: flawedSpan{setTag: func(key string) {
			if key == "http.status_code" {
				panic("flawed")
			}
		}}}, 1},
		{"SetOperationName panics", flawed{span: flawedSpan{setOperationName: fail}}, 1},
		{"LogFields panics", flawed{span: flawedSpan{logFields: fail}}, 1},
		{"Finish panics", flawed{span: flawedSpan{finish: fail}}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := &tt.tracer
			tracer.MockTracer = mocktracer.New()
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				chitrace.SetOperationName(r.Context(), "mine")
				chitrace.LogError(r.Context(), errors.New("oops"))
				text(http.StatusAccepted, "served")(w, r)
			})
			observed := 0
			trace := chitrace.Middleware(tracer, chitrace.WithResponseContext(),
				chitrace.WithSpanObserver(func(opentracing.Span, *http.Request) { observed++ }))
			resp := get(t, serve(t, trace(h)), "GET /", "X-Trace: 1")
			if resp == nil || resp.StatusCode != http.StatusAccepted || resp.Body != "served" {
				t.Errorf("got %+v", resp)
			}
			if tracer.span.finished != tt.want {
				t.Errorf("%d spans finished, want %d", tracer.span.finished, tt.want)
			}
			if tt.want == 1 && observed != 1 {
				t.Errorf("observed %d times, want once", observed)
			}
		})
	}
}

// The panic of a handler outlives that of a tracer.
func TestFlawedTracerAndPanic(t *testing.T) {
	tracer := &flawed{MockTracer: mocktracer.New(), span: flawedSpan{
		setTag: func(string) { panic("flawed") }, finish: func() { panic("flawed") },
	}}
	var caught any
	get(t, serve(t, catch(&caught)(chitrace.Middleware(tracer)(blowUp(0, "the handler's")))), "GET /")
	if caught != "the handler's" {
		t.Errorf("got %v", caught)
	}
}

// unsampled is a span context that is not.
type unsampled struct{ opentracing.SpanContext }

func (unsampled) IsSampled() bool { return false }

// The stack of a panic is not even taken where nobody will see it.
func TestUnsampledPanic(t *testing.T) {
	logged := 0
	tracer := &flawed{MockTracer: mocktracer.New(), span: flawedSpan{
		context:   func() opentracing.SpanContext { return unsampled{} },
		logFields: func() { logged++ },
	}}
	get(t, serve(t, chitrace.Middleware(tracer)(blowUp(0, "oops"))), "GET /")
	wantTag(t, onlySpan(t, tracer.MockTracer), "error", true)
	if logged != 0 {
		t.Errorf("logged %d times", logged)
	}
}

// A flawed span is closed for whoever still holds the request.
func TestFlawedSpanIsClosed(t *testing.T) {
	tracer := &flawed{MockTracer: mocktracer.New(), span: flawedSpan{
		setTag: func(string) { panic("flawed") }, setOperationName: func() { panic("flawed") },
	}}
	var r *http.Request
	mux := chi.NewRouter()
	mux.Use(chitrace.Middleware(tracer, chitrace.WithoutRouteLookup())) // so the name changes in the end
	mux.Get("/u/{id}", func(_ http.ResponseWriter, got *http.Request) { r = got })
	get(t, serve(t, mux), "GET /u/7")
	if got := chitrace.SpanFromRequest(r); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestNoopTracer(t *testing.T) {
	if resp := get(t, serve(t, router()(chitrace.Middleware(opentracing.NoopTracer{}))), "GET /users/7", everything...); resp.Body != "ok" {
		t.Errorf("got %+v", resp)
	}
}
