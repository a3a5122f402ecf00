package span_test

import (
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

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

// What nobody will see is not computed. What observers count is set all the same.
func TestUnsampledSpanHasOnlyItsOutcome(t *testing.T) {
	tests := []struct {
		name string
		sc   opentracing.SpanContext
		want bool // described
	}{
		{"cannot tell", mocktracer.MockSpanContext{}, true},
		{"sampled", decision{sampled: true}, true},
		{"not sampled", decision{sampled: false}, false},
		{"not sampled yet", openDecision{decision{sampled: false}, false}, true},
		{"not sampled, finally", openDecision{decision{sampled: false}, true}, false},
		{"sampled, finally", openDecision{decision{sampled: true}, true}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := newStub(tt.sc)
			c := newConfig()
			c.Tags["constant"] = true
			s := start(t, tracer, c)
			s.SetStatus(500)
			s.EndWithPanic("oops")
			got := tracetest.OnlySpan(t, tracer.MockTracer)
			if described := got.Tag("http.url") != nil; described != tt.want {
				t.Errorf("got http.url: %t, want %t", described, tt.want)
			}
			if logged := len(got.Logs()) == 1; logged != tt.want {
				t.Errorf("logged the panic: %t, want %t", logged, tt.want)
			}
			tracetest.WantTag(t, got, "span.kind", ext.SpanKindRPCServerEnum)
			tracetest.WantTag(t, got, "constant", true)
			tracetest.WantTag(t, got, "http.status_code", uint16(500))
			tracetest.WantTag(t, got, "error", true)
		})
	}
}

// Several tracers keep the map of tags that they are given, and change it.
// Others, around a tracer, have put a tag there before.
func TestTagsOfTheStartAreNeverShared(t *testing.T) {
	tracer := newStub(nil)
	c := newConfig()
	c.Tags["version"] = "1"
	for _, added := range []any{nil, 1, nil} {
		if tracer.options.Tags = nil; added != nil {
			tracer.options.Tags = map[string]any{"added": added}
		}
		start(t, tracer, c).End()
		if got := tracer.options.Tags; got["adopted"] != nil || got["added"] != added || got["version"] != "1" {
			t.Errorf("started with %v", got)
		}
		tracer.options.Tags["adopted"] = true
	}
	if len(c.Tags) != 1 {
		t.Errorf("the configuration turned into %v", c.Tags)
	}
}

// Jaeger's client loses what sampled a root if it starts with more than two
// tags, and the tags that it meets before sampling.priority, in the order of a
// map: so this would be red in one of several runs.
func TestJaegerLosesNoTag(t *testing.T) {
	tests := []struct {
		name    string
		sampled bool
		tags    opentracing.Tags
		want    []string
	}{
		{"sampler", true, nil, []string{"sampler.type", "sampler.param"}},
		{"forced", false, opentracing.Tags{"sampling.priority": uint16(1), "a": 1, "b": 2}, []string{"a", "b"}},
	}
	for _, tt := range tests {
		for range 50 {
			tracer, reporter := tracetest.NewJaeger(t, jaeger.NewConstSampler(tt.sampled))
			c := newConfig()
			c.Tags = tt.tags
			start(t, tracer, c).End()
			tags := reporter.GetSpans()[0].(*jaeger.Span).Tags()
			for _, key := range append(tt.want, "span.kind", "component", "http.method", "http.url") {
				if tags[key] == nil {
					t.Fatalf("%s: got %v without %s", tt.name, tags, key)
				}
			}
		}
	}
}
