package propagation_test

import (
	"maps"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// newJaeger returns the real tracer and what it reports.
func newJaeger(t *testing.T, sampled bool) (opentracing.Tracer, *jaeger.InMemoryReporter) {
	t.Helper()
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(sampled), reporter)
	t.Cleanup(func() { _ = closer.Close() })
	return tracer, reporter
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

type decidedSpan struct {
	opentracing.Span
	sc opentracing.SpanContext
}

func (d decidedSpan) Context() opentracing.SpanContext { return d.sc }

// TestUnsampledSpan checks what is left out of a span that nobody will see, and
// what is not.
func TestUnsampledSpan(t *testing.T) {
	tests := []struct {
		name    string
		sc      opentracing.SpanContext
		wantURL bool
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
			mock := mocktracer.New()
			tracer := faultyTracer{Tracer: mock, start: func(span opentracing.Span) opentracing.Span {
				return decidedSpan{span, tt.sc}
			}}
			asked := false
			transport := propagation.NewTransport(respond(500, ""), propagation.WithTracer(tracer),
				propagation.WithTags(opentracing.Tags{"constant": true}),
				propagation.WithURL(func(*http.Request) string { asked = true; return "url" }))
			resp, err := transport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com"))
			if err != nil {
				t.Fatal(err)
			}
			readAndClose(t, resp)

			span := tracetest.OnlySpan(t, mock)
			if asked != tt.wantURL || (span.Tag("http.url") != nil) != tt.wantURL {
				t.Errorf("URL asked for %v, tag %v, want %v", asked, span.Tag("http.url"), tt.wantURL)
			}
			if span.OperationName != "HTTP GET" {
				t.Errorf("name %q", span.OperationName)
			}
			tracetest.WantTag(t, span, "span.kind", ext.SpanKindRPCClientEnum)
			tracetest.WantTag(t, span, "constant", true)
			tracetest.WantTag(t, span, "http.status_code", uint16(500))
			tracetest.WantTag(t, span, "error", true)
		})
	}
}

// TestJaeger makes a call of a Jaeger span and follows it to the server.
func TestJaeger(t *testing.T) {
	for _, sampled := range []bool{true, false} {
		tracer, reporter := newJaeger(t, sampled)
		var remote opentracing.SpanContext
		url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			remote, _ = tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(r.Header))
		})
		parent := tracer.StartSpan("parent")
		parent.SetBaggageItem("tenant", "a b")
		r := newRequest(opentracing.ContextWithSpan(t.Context(), parent), t, http.MethodGet, url)
		resp, err := propagation.NewTransport(nil).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		readAndClose(t, resp)

		got := remote.(jaeger.SpanContext)
		want := parent.Context().(jaeger.SpanContext)
		if got.TraceID() != want.TraceID() || got.ParentID() != want.SpanID() || got.IsSampled() != sampled {
			t.Errorf("server got %v, want a child of %v", got, want)
		}
		baggage := make(map[string]string)
		got.ForeachBaggageItem(func(k, v string) bool { baggage[k] = v; return true })
		if !maps.Equal(baggage, map[string]string{"tenant": "a b"}) {
			t.Errorf("server got baggage %v", baggage)
		}
		if reported := reporter.SpansSubmitted(); sampled != (reported == 1) {
			t.Errorf("%d spans reported, sampled %v", reported, sampled)
		}
	}
}

// TestSamplingPriority forces the sampling of a trace with a constant tag, which
// has to be there when the span starts, and must not cost any other tag.
func TestSamplingPriority(t *testing.T) {
	tracer, reporter := newJaeger(t, false)
	transport := propagation.NewTransport(respond(200, ""), propagation.WithTracer(tracer),
		propagation.WithTags(opentracing.Tags{string(ext.SamplingPriority): uint16(1), "constant": true}))
	const calls = 20 // as Jaeger loses tags by chance
	for range calls {
		resp, err := transport.RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com/v1"))
		if err != nil {
			t.Fatal(err)
		}
		readAndClose(t, resp)
	}

	spans := reporter.GetSpans()
	if len(spans) != calls {
		t.Fatalf("%d spans reported, want %d", len(spans), calls)
	}
	for _, span := range spans {
		tags := span.(*jaeger.Span).Tags()
		for _, key := range []string{"span.kind", "component", "http.method", "http.url", "http.status_code", "constant"} {
			if tags[key] == nil {
				t.Fatalf("tags %v, want %s", tags, key)
			}
		}
	}
}

// TestRootKeepsDecision: Jaeger's backend reads from a root what sampled it.
func TestRootKeepsDecision(t *testing.T) {
	tracer, reporter := newJaeger(t, true)
	resp, err := propagation.NewTransport(respond(http.StatusOK, ""), propagation.WithTracer(tracer)).
		RoundTrip(newRequest(t.Context(), t, http.MethodGet, "http://example.com/"))
	if err != nil {
		t.Fatal(err)
	}
	readAndClose(t, resp)

	tags := reporter.GetSpans()[0].(*jaeger.Span).Tags()
	for _, key := range []string{"sampler.type", "sampler.param", "span.kind", "component", "http.method", "http.url"} {
		if tags[key] == nil {
			t.Errorf("no tag %s in %v", key, tags)
		}
	}
}
