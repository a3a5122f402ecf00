package tracetest

import (
	"bytes"
	"context"
	"errors"
	stdlog "log"
	"sync/atomic"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"
)

// Fault makes one method of a tracer, or of what comes from it, fail.
type Fault struct{ Method, Mode string }

// How a method fails.
const (
	Panics       = "panics"
	ReturnsNil   = "returns nil"
	ReturnsError = "returns an error"

	returnsNilPointer = "returns a nil pointer"
)

// Faults are all there are.
var Faults = func() (all []Fault) {
	for _, method := range []string{
		"StartSpan", "Inject", "Extract", "ContextWithSpanHook",
		"Finish", "Context", "SetOperationName", "SetTag", "LogFields", "BaggageItem", "SetBaggageItem", "Tracer",
		"ForeachBaggageItem", "IsSampled", "IsSamplingFinalized", "IsValid",
	} {
		all = append(all, Fault{method, Panics})
	}
	for _, method := range []string{"StartSpan", "Extract", "ContextWithSpanHook", "Context", "SetOperationName", "SetTag", "Tracer"} {
		all = append(all, Fault{method, ReturnsNil})
	}
	return append(all, Fault{"StartSpan", returnsNilPointer}, Fault{"Inject", ReturnsError}, Fault{"Extract", ReturnsError})
}()

// StartPanics makes a tracer start no span.
var StartPanics = Fault{"StartSpan", Panics}

// ErrFaulty is what a Fault panics with, and returns.
var ErrFaulty = errors.New("faulty")

// strike panics if the method is to, and otherwise returns how it is to fail.
func (f Fault) strike(method string) (mode string) {
	if f.Method != method {
		return ""
	}
	if f.Mode == Panics {
		panic(ErrFaulty)
	}
	return f.Mode
}

// Faulty is a mock tracer with a fault.
type Faulty struct {
	*mocktracer.MockTracer
	Fault
	started *atomic.Int64
}

// NewFaulty returns a tracer with that fault.
func NewFaulty(f Fault) Faulty { return Faulty{mocktracer.New(), f, new(atomic.Int64)} }

// WantFinished checks that each span that was started is finished, once.
func (t Faulty) WantFinished(tb testing.TB) {
	tb.Helper()
	if started, finished := int(t.started.Load()), len(t.FinishedSpans()); started != finished {
		tb.Errorf("started %d spans, finished %d", started, finished)
	}
}

// StartSpan implements [opentracing.Tracer].
func (t Faulty) StartSpan(name string, options ...opentracing.StartSpanOption) opentracing.Span {
	switch t.strike("StartSpan") {
	case ReturnsNil:
		return nil
	case returnsNilPointer:
		return (*mocktracer.MockSpan)(nil)
	}
	// The tracer beneath knows contexts of its own only.
	var asked opentracing.StartSpanOptions
	for _, o := range options {
		o.Apply(&asked)
	}
	own := []opentracing.StartSpanOption{opentracing.Tags(asked.Tags)}
	for _, ref := range asked.References {
		if sc, ok := ref.ReferencedContext.(faultyContext); ok {
			own = append(own, opentracing.ChildOf(sc.SpanContext))
		}
	}
	t.started.Add(1)
	return faultySpan{t.MockTracer.StartSpan(name, own...), t}
}

// Inject implements [opentracing.Tracer].
func (t Faulty) Inject(sc opentracing.SpanContext, format, carrier any) error {
	if t.strike("Inject") == ReturnsError {
		return ErrFaulty
	}
	if own, ok := sc.(faultyContext); ok {
		sc = own.SpanContext
	}
	return t.MockTracer.Inject(sc, format, carrier)
}

// Extract implements [opentracing.Tracer].
func (t Faulty) Extract(format, carrier any) (opentracing.SpanContext, error) {
	mode := t.strike("Extract")
	sc, err := t.MockTracer.Extract(format, carrier)
	switch {
	case mode == ReturnsError:
		return faultyContext{sc, t.Fault}, ErrFaulty
	case mode == ReturnsNil:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return faultyContext{sc, t.Fault}, nil
}

// ContextWithSpanHook implements [opentracing.TracerContextWithSpanExtension].
func (t Faulty) ContextWithSpanHook(ctx context.Context, _ opentracing.Span) context.Context {
	if t.strike("ContextWithSpanHook") == ReturnsNil {
		return nil
	}
	return ctx
}

type faultySpan struct {
	opentracing.Span
	tracer Faulty
}

func (s faultySpan) Finish() {
	defer s.Span.Finish()
	s.tracer.strike("Finish")
}

func (s faultySpan) Context() opentracing.SpanContext {
	if s.tracer.strike("Context") == ReturnsNil {
		return nil
	}
	return faultyContext{s.Span.Context(), s.tracer.Fault}
}

func (s faultySpan) SetOperationName(name string) opentracing.Span {
	return s.chain("SetOperationName", func() { s.Span.SetOperationName(name) })
}

func (s faultySpan) SetTag(key string, value any) opentracing.Span {
	return s.chain("SetTag", func() { s.Span.SetTag(key, value) })
}

func (s faultySpan) SetBaggageItem(key, value string) opentracing.Span {
	return s.chain("SetBaggageItem", func() { s.Span.SetBaggageItem(key, value) })
}

func (s faultySpan) chain(method string, call func()) opentracing.Span {
	if s.tracer.strike(method) == ReturnsNil {
		return nil
	}
	call()
	return s
}

func (s faultySpan) LogFields(fields ...log.Field) {
	s.tracer.strike("LogFields")
	s.Span.LogFields(fields...)
}

func (s faultySpan) BaggageItem(key string) string {
	s.tracer.strike("BaggageItem")
	return s.Span.BaggageItem(key)
}

func (s faultySpan) Tracer() opentracing.Tracer {
	if s.tracer.strike("Tracer") == ReturnsNil {
		return nil
	}
	return s.tracer
}

type faultyContext struct {
	opentracing.SpanContext
	Fault
}

func (c faultyContext) ForeachBaggageItem(f func(k, v string) bool) {
	c.strike("ForeachBaggageItem")
	c.SpanContext.ForeachBaggageItem(f)
}

func (c faultyContext) IsSampled() bool           { c.strike("IsSampled"); return true }
func (c faultyContext) IsSamplingFinalized() bool { c.strike("IsSamplingFinalized"); return true }
func (c faultyContext) IsValid() bool             { c.strike("IsValid"); return true }

// Hooked is a mock tracer that makes a context of the one that it is given, as
// OpenTelemetry's bridge does.
type Hooked struct {
	*mocktracer.MockTracer
	Hook func(ctx context.Context) context.Context
}

// ContextWithSpanHook implements [opentracing.TracerContextWithSpanExtension].
func (h Hooked) ContextWithSpanHook(ctx context.Context, _ opentracing.Span) context.Context {
	return h.Hook(ctx)
}

// SetGlobal sets the global tracer until the end of the test.
func SetGlobal(tb testing.TB, tracer opentracing.Tracer) {
	tb.Helper()
	before := opentracing.GlobalTracer()
	tb.Cleanup(func() { opentracing.SetGlobalTracer(before) })
	opentracing.SetGlobalTracer(tracer)
}

// CaptureLog returns what the standard logger prints until the end of the test.
func CaptureLog(tb testing.TB) *bytes.Buffer {
	tb.Helper()
	printed, before := new(bytes.Buffer), stdlog.Writer()
	tb.Cleanup(func() { stdlog.SetOutput(before) })
	stdlog.SetOutput(printed)
	return printed
}

// NewJaeger returns a real Jaeger tracer and where its sampled spans end up.
func NewJaeger(tb testing.TB, sampler jaeger.Sampler, opts ...jaeger.TracerOption) (opentracing.Tracer, *jaeger.InMemoryReporter) {
	tb.Helper()
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", sampler, reporter, opts...)
	tb.Cleanup(func() { _ = closer.Close() })
	return tracer, reporter
}

// NewOwnNames returns a Jaeger tracer whose headers have names of their own.
func NewOwnNames(tb testing.TB) opentracing.Tracer {
	tb.Helper()
	propagator := jaeger.NewHTTPHeaderPropagator((&jaeger.HeadersConfig{
		TraceContextHeaderName:   "acme-trace",
		TraceBaggageHeaderPrefix: "acme-ctx-",
		JaegerBaggageHeader:      "acme-baggage",
		JaegerDebugHeader:        "acme-debug",
	}).ApplyDefaults(), *jaeger.NewNullMetrics())
	tracer, _ := NewJaeger(tb, jaeger.NewConstSampler(true),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, propagator),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, propagator))
	return tracer
}
