package chitrace_test

import (
	"maps"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// always is a sampler that takes every span, and never one that takes none.
var (
	always = jaeger.NewConstSampler(true)
	never  = jaeger.NewConstSampler(false)
)

// A parent as Jaeger's header has it.
const (
	sampledParent   = "Uber-Trace-Id: 4:5:0:1"
	unsampledParent = "Uber-Trace-Id: 4:5:0:0"
)

// traceJaeger is trace with a Jaeger tracer.
func traceJaeger(t *testing.T, sampler jaeger.Sampler, build buildFunc, line string, opts []chitrace.Option, headers ...string) *observer {
	t.Helper()
	o := &observer{}
	tracer, reporter := tracetest.NewJaeger(t, sampler, jaeger.TracerOptions.ContribObserver(o))
	get(t, build(chitrace.Middleware(tracer, opts...)), line, headers...)
	o.sampled = reporter.SpansSubmitted() == 1
	if o.finished != 1 {
		t.Fatalf("the span finished %d times", o.finished)
	}
	return o
}

// observer sees what an observer of Jaeger's tracer does, of sampled spans and
// others: it is how Jaeger's rpcmetrics count requests. Its zero value is ready
// for one span.
type observer struct {
	*jaeger.Span
	sampled   bool
	startName string
	startTags map[string]any
	tags      map[string]any
	renamed   int
	finished  int
}

func (o *observer) OnStartSpan(span opentracing.Span, name string, options opentracing.StartSpanOptions) (jaeger.ContribSpanObserver, bool) {
	o.Span, o.startName = span.(*jaeger.Span), name
	o.startTags, o.tags = maps.Clone(options.Tags), maps.Clone(options.Tags)
	return o, true
}

func (o *observer) OnSetOperationName(string)          { o.renamed++ }
func (o *observer) OnSetTag(key string, value any)     { o.tags[key] = value }
func (o *observer) OnFinish(opentracing.FinishOptions) { o.finished++ }
