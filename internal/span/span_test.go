package span_test

import (
	"errors"
	"maps"
	"net/http"
	"sync"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

var errBroken = errors.New("broken")

// newConfig returns a server's defaults.
func newConfig() *span.Config {
	c := span.NewConfig(ext.SpanKindRPCServerEnum, "test", 500)
	return &c
}

// describer describes every span as that of one request.
type describer struct{ *http.Request }

func (d describer) Describe(s *span.Span) { s.DescribeRequest(d.Request, "http", d.Host) }

func newRequest(t *testing.T) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://example.com/u?secret", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// start starts a span of a GET that has no parent.
func start(t *testing.T, tracer opentracing.Tracer, c *span.Config) *span.Span {
	t.Helper()
	s := new(span.Span)
	if !s.Start(c, tracer, "name", nil, describer{newRequest(t)}) {
		t.Fatal("not started")
	}
	return s
}

// stubTracer is a mock tracer that keeps what a span starts with, and whose spans
// tell of that context and count what is set.
type stubTracer struct {
	*mocktracer.MockTracer
	context opentracing.SpanContext // nil: the mock's
	options opentracing.StartSpanOptions
	sets    map[string]int

	onSetTag func(key string)
}

type stubSpan struct {
	opentracing.Span
	tracer *stubTracer
}

func (s *stubTracer) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	for _, opt := range opts {
		opt.Apply(&s.options)
	}
	return stubSpan{s.MockTracer.StartSpan(name, opentracing.Tags(s.options.Tags)), s}
}

func (s stubSpan) Context() opentracing.SpanContext {
	if s.tracer.context != nil {
		return s.tracer.context
	}
	return s.Span.Context()
}

func (s stubSpan) SetTag(key string, value any) opentracing.Span {
	s.tracer.sets[key]++
	if s.tracer.onSetTag != nil {
		s.tracer.onSetTag(key)
	}
	s.Span.SetTag(key, value)
	return s
}

func (s stubSpan) LogFields(fields ...log.Field) {
	s.tracer.sets["log"]++
	s.Span.LogFields(fields...)
}

func newStub(sc opentracing.SpanContext) *stubTracer {
	return &stubTracer{MockTracer: mocktracer.New(), context: sc, sets: map[string]int{}}
}

func TestSpanEndsOnce(t *testing.T) {
	tracer := mocktracer.New()
	s := start(t, tracer, newConfig())
	var wg sync.WaitGroup
	for _, end := range []func(){
		func() { s.End() }, func() { s.EndWithError(errBroken) }, func() { s.EndWithPanic("oops") },
	} {
		for range 8 {
			wg.Go(end)
		}
	}
	wg.Wait()
	if logs := tracetest.OnlySpan(t, tracer).Logs(); len(logs) > 1 {
		t.Errorf("got %d last words", len(logs))
	}
}

// curious is an error whose text uses the span.
type curious struct{ s *span.Span }

func (c curious) Error() string {
	c.s.SetTag("asked", c.s.Opentracing() != nil)
	return "curious"
}

// A lock that is held while the text is made would never be released.
func TestTextOfAnErrorMayUseTheSpan(t *testing.T) {
	for name, log := range map[string]func(s *span.Span){
		"LogError":     func(s *span.Span) { s.LogError(curious{s}) },
		"EndWithError": func(s *span.Span) { s.EndWithError(curious{s}) },
		"EndWithPanic": func(s *span.Span) { s.EndWithPanic(curious{s}) },
		"SetTag":       func(s *span.Span) { s.SetTag("tag", curious{s}) },
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			s := start(t, tracer, newConfig())
			log(s)
			s.End()
			tracetest.OnlySpan(t, tracer)
		})
	}
}

// A tracer may give a finished span to another request, so nothing may be set on
// it that late.
func TestSpanIsFinishedByItsLastUser(t *testing.T) {
	tracer := newStub(nil)
	s := start(t, tracer, newConfig())
	began, over := make(chan struct{}), make(chan struct{})
	tracer.onSetTag = func(key string) {
		if key == "slow" {
			close(began)
			<-over
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { s.SetTag("slow", true) })
	<-began
	s.End()
	if spans := tracer.FinishedSpans(); len(spans) != 0 {
		t.Error("finished while somebody used it")
	}
	close(over)
	wg.Wait()
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer.MockTracer), "slow", true)
}

func TestLogsAreBounded(t *testing.T) {
	const most = 64
	tests := []struct {
		name        string
		logs        int
		end         func(s *span.Span)
		want        int
		wantDropped string
	}{
		{"none dropped", most, (*span.Span).End, most, ""},
		{"some dropped", most + 10, (*span.Span).End, most + 1, "10"},
		{"then a panic", most + 10, func(s *span.Span) { s.EndWithPanic("oops") }, most + 1, "10"},
		{"then an error", most + 10, func(s *span.Span) { s.EndWithError(errBroken) }, most + 1, "10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			s := start(t, tracer, newConfig())
			for i := range tt.logs {
				if i%2 == 0 {
					s.LogError(errBroken)
				} else {
					s.Log(log.Event("event"))
				}
			}
			tt.end(s)
			logs := tracetest.Logs(tracetest.OnlySpan(t, tracer))
			if len(logs) != tt.want || logs[len(logs)-1]["logs.dropped"] != tt.wantDropped {
				t.Errorf("got %d logs, the last is %v", len(logs), logs[len(logs)-1])
			}
		})
	}
}

// Jaeger's client keeps every value of a tag.
func TestTagsAreSetOnce(t *testing.T) {
	tracer := newStub(nil)
	s := start(t, tracer, newConfig())
	s.SetStatus(500)
	s.LogError(errBroken)
	s.EndWithError(errBroken)
	want := map[string]int{"error": 1, "http.status_code": 1, "component": 1, "http.method": 1, "http.url": 1, "log": 2}
	if !maps.Equal(tracer.sets, want) {
		t.Errorf("set %v, want %v", tracer.sets, want)
	}
}

// An observer may decide on sampling, of which the first context of some tracers
// cannot tell.
func TestSampledTellsOfObservers(t *testing.T) {
	tracer := newStub(decision{sampled: true})
	c := newConfig()
	c.AddObserver(func(opentracing.Span, *http.Request) { tracer.context = decision{sampled: false} })
	s := start(t, tracer, c)
	s.Observe(newRequest(t))
	if s.Sampled() {
		t.Error("got sampled")
	}
}
