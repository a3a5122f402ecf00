package span_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

var errBroken = errors.New("broken")

// describer describes every span as that of one request.
type describer struct{ *http.Request }

func (d describer) Describe(s *span.Span) { s.DescribeRequest(d.Request, "http", d.Host) }

// start starts a server's span of a GET that has no parent.
func start(t *testing.T, tracer opentracing.Tracer, tags opentracing.Tags, observers ...func(opentracing.Span, *http.Request)) *span.Span {
	t.Helper()
	return startBelow(t, nil, tracer, tags, observers...)
}

// startBelow starts such a span below a parent.
func startBelow(t *testing.T, parent opentracing.SpanContext, tracer opentracing.Tracer, tags opentracing.Tags, observers ...func(opentracing.Span, *http.Request)) *span.Span {
	t.Helper()
	c := span.NewConfig(ext.SpanKindRPCServerEnum, "test", 500)
	if c.Observers = observers; tags != nil {
		c.Tags = tags
	}
	c.Reserve()
	s, r := new(span.Span), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/u", http.NoBody)
	if !s.Start(&c, tracer, "name", parent, describer{r}) {
		t.Fatal("not started")
	}
	s.Observe(r, describer{r})
	return s
}

// stubTracer is a mock tracer that keeps what a span starts with, and whose spans
// tell of that context.
type stubTracer struct {
	*mocktracer.MockTracer
	context  opentracing.SpanContext // nil: the mock's
	options  opentracing.StartSpanOptions
	onSetTag func(key string)
}

func (s *stubTracer) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	for _, opt := range opts {
		opt.Apply(&s.options)
	}
	return stubSpan{s.MockTracer.StartSpan(name, opentracing.Tags(s.options.Tags)), s}
}

type stubSpan struct {
	opentracing.Span
	tracer *stubTracer
}

func (s stubSpan) Context() opentracing.SpanContext {
	if s.tracer.context != nil {
		return s.tracer.context
	}
	return s.Span.Context()
}

func (s stubSpan) SetTag(key string, value any) opentracing.Span {
	if s.tracer.onSetTag != nil {
		s.tracer.onSetTag(key)
	}
	return s.Span.SetTag(key, value)
}

// decision is a span context that tells of the decision on sampling.
type decision struct {
	mocktracer.MockSpanContext
	sampled bool
}

func (d decision) IsSampled() bool { return d.sampled }

// openDecision also tells whether it is final.
type openDecision struct {
	decision
	final bool
}

func (d openDecision) IsSamplingFinalized() bool { return d.final }

// What nobody will see is not computed.
func TestOnlySampledSpanIsDescribed(t *testing.T) {
	for name, tt := range map[string]struct {
		sc     opentracing.SpanContext
		want   bool
		parent opentracing.SpanContext
	}{
		"cannot tell":          {mocktracer.MockSpanContext{}, true, nil},
		"sampled":              {decision{sampled: true}, true, nil},
		"not sampled":          {decision{sampled: false}, false, nil},
		"not sampled yet":      {openDecision{decision{sampled: false}, false}, true, nil},
		"not sampled, finally": {openDecision{decision{sampled: false}, true}, false, nil},
		"sampled, finally":     {openDecision{decision{sampled: true}, true}, true, nil},
		"not sampled, below one that is not decided": {decision{sampled: false}, false, openDecision{decision{sampled: false}, false}},
		"sampled, below one that is not decided":     {decision{sampled: true}, true, openDecision{decision{sampled: false}, false}},
		"below one that is not sampled":              {decision{sampled: true}, false, openDecision{decision{sampled: false}, true}},
	} {
		tracer := &stubTracer{MockTracer: mocktracer.New(), context: tt.sc}
		startBelow(t, tt.parent, tracer, nil).EndWithPanic("oops")
		got := tracetest.OnlySpan(t, tracer.MockTracer)
		if described, logged := got.Tag("http.url") != nil, len(got.Logs()) == 1; described != tt.want || logged != tt.want {
			t.Errorf("%s: got http.url: %t, logged the panic: %t, want %t", name, described, logged, tt.want)
		}
	}
}

// An observer may decide on sampling, of which the first context of some tracers
// cannot tell.
func TestSampledTellsOfObservers(t *testing.T) {
	tracer := &stubTracer{MockTracer: mocktracer.New(), context: decision{sampled: true}}
	decide := func(opentracing.Span, *http.Request) { tracer.context = decision{sampled: false} }
	if start(t, tracer, nil, decide).Sampled() {
		t.Error("got sampled")
	}
}

// Several tracers keep the map of tags that they are given, and change it.
// Others, around a tracer, have put a tag there before.
func TestTagsOfTheStartAreNeverShared(t *testing.T) {
	tracer := &stubTracer{MockTracer: mocktracer.New()}
	tags := opentracing.Tags{"version": "1"}
	for _, added := range []any{nil, 1, nil} {
		if tracer.options.Tags = nil; added != nil {
			tracer.options.Tags = map[string]any{"added": added}
		}
		start(t, tracer, tags).End()
		if got := tracer.options.Tags; got["adopted"] != nil || got["added"] != added || got["version"] != "1" {
			t.Errorf("started with %v", got)
		}
		tracer.options.Tags["adopted"] = true
	}
	if len(tags) != 2 { // and span.kind
		t.Errorf("the configuration turned into %v", tags)
	}
}

// Jaeger's client loses what sampled a root if it starts with more than two
// tags, and the tags that it meets before sampling.priority, in the order of a
// map: so this would be red in one of several runs.
func TestJaegerLosesNoTag(t *testing.T) {
	forced := opentracing.Tags{"sampling.priority": uint16(1), "a": 1, "b": 2}
	for range 50 {
		unsampled := jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 2, 0, false, nil)
		for _, tt := range []struct {
			parent  opentracing.SpanContext
			sampled bool
			tags    opentracing.Tags
			want    []string
		}{
			{nil, true, nil, []string{"sampler.type", "sampler.param"}},
			{nil, false, forced, []string{"a", "b"}},
			{unsampled, false, forced, []string{"a", "b"}},
		} {
			tracer, reporter := tracetest.NewJaeger(t, jaeger.NewConstSampler(tt.sampled))
			startBelow(t, tt.parent, tracer, tt.tags).End()
			tags := reporter.GetSpans()[0].(*jaeger.Span).Tags()
			for _, key := range append(tt.want, "span.kind", "component", "http.method", "http.url") {
				if tags[key] == nil {
					t.Fatalf("got %v without %s", tags, key)
				}
			}
		}
	}
}

func TestSpanEndsOnce(t *testing.T) {
	tracer := mocktracer.New()
	s := start(t, tracer, nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(s.End)
		wg.Go(func() { s.EndWithError(errBroken) })
		wg.Go(func() { s.EndWithPanic("oops") })
	}
	wg.Wait()
	if logs := tracetest.OnlySpan(t, tracer).Logs(); len(logs) > 1 {
		t.Errorf("got %d last words", len(logs))
	}
}

// A tracer may give a finished span to another request, so nothing may be set on
// it that late.
func TestSpanIsFinishedByItsLastUser(t *testing.T) {
	began, over := make(chan struct{}), make(chan struct{})
	tracer := &stubTracer{MockTracer: mocktracer.New(), onSetTag: func(key string) {
		if key == "slow" {
			close(began)
			<-over
		}
	}}
	s := start(t, tracer, nil)
	var wg sync.WaitGroup
	wg.Go(func() { s.SetTag("slow", true) })
	<-began
	s.End()
	s.SetTag("late", true)
	if spans := tracer.FinishedSpans(); len(spans) != 0 {
		t.Error("finished while somebody used it")
	}
	close(over)
	wg.Wait()
	got := tracetest.OnlySpan(t, tracer.MockTracer)
	tracetest.WantTag(t, got, "slow", true)
	tracetest.WantTag(t, got, "late", nil)
}

// slow is an error whose text uses the span, and is ready only when the span has ended.
type slow struct {
	s        *span.Span
	finished func() []*mocktracer.MockSpan
	seen     *int
}

func (e slow) Error() string {
	e.s.SetTag("asked", e.s.Opentracing() != nil)
	e.s.End()
	*e.seen = len(e.finished())
	return "slow"
}

// A lock that is held while the text of an error is made would never be released. Nor
// does the text keep the span open, unless it is the span's last.
func TestSlowText(t *testing.T) {
	for name, tt := range map[string]struct {
		log  func(s *span.Span, err error)
		want int // finished spans when the text is ready
	}{
		"LogError":     {(*span.Span).LogError, 1},
		"SetTag":       {func(s *span.Span, err error) { s.SetTag("tag", err) }, 1},
		"EndWithError": {(*span.Span).EndWithError, 0},
		"EndWithPanic": {func(s *span.Span, err error) { s.EndWithPanic(err) }, 0},
	} {
		tracer, seen := mocktracer.New(), -1
		s := start(t, tracer, nil)
		if tt.log(s, slow{s, tracer.FinishedSpans, &seen}); seen != tt.want {
			t.Errorf("%s: got %d finished spans, want %d", name, seen, tt.want)
		}
		tracetest.OnlySpan(t, tracer)
	}
}

func TestLogsAreBounded(t *testing.T) {
	const most = 64
	for name, tt := range map[string]struct {
		logs        int
		end         func(s *span.Span)
		want        int
		wantDropped string
	}{
		"none dropped":  {most, (*span.Span).End, most, ""},
		"some dropped":  {most + 10, (*span.Span).End, most + 1, "10"},
		"then a panic":  {most + 10, func(s *span.Span) { s.EndWithPanic("oops") }, most + 1, "10"},
		"then an error": {most + 10, func(s *span.Span) { s.EndWithError(errBroken) }, most + 1, "10"},
	} {
		tracer := mocktracer.New()
		s := start(t, tracer, nil)
		for range tt.logs / 2 {
			s.LogError(errBroken)
			s.Log(log.Event("event"))
		}
		tt.end(s)
		logs := tracetest.Logs(tracetest.OnlySpan(t, tracer))
		if last := logs[len(logs)-1]; len(logs) != tt.want || last["logs.dropped"] != tt.wantDropped {
			t.Errorf("%s: got %d logs, the last is %v", name, len(logs), last)
		}
	}
}

// stubNames is a tracer that adds to the names of its spans, and tells them.
type stubNames struct{ *mocktracer.MockTracer }

func (s stubNames) StartSpan(name string, opts ...opentracing.StartSpanOption) opentracing.Span {
	return namedSpan{s.MockTracer.StartSpan("service: "+name, opts...).(*mocktracer.MockSpan)}
}

type namedSpan struct{ *mocktracer.MockSpan }

func (s namedSpan) OperationName() string { return s.MockSpan.OperationName }

func (s namedSpan) SetOperationName(name string) opentracing.Span {
	s.MockSpan.SetOperationName("service: " + name)
	return s
}

// A name that the tracer has changed is not one that a handler has set.
func TestRenameBelowATracerThatChangesNames(t *testing.T) {
	tracer := stubNames{mocktracer.New()}
	s := start(t, tracer, nil)
	s.Rename("route")
	s.End()
	if got := tracetest.OnlySpan(t, tracer.MockTracer).OperationName; got != "service: route" {
		t.Errorf("got the name %q", got)
	}
}
