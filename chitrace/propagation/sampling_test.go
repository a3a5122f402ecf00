package propagation_test

import (
	"maps"
	"net/http"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// newJaeger returns the real tracer and what it reports.
func newJaeger(t *testing.T, sampled bool) (opentracing.Tracer, *jaeger.InMemoryReporter) {
	t.Helper()
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("test", jaeger.NewConstSampler(sampled), reporter)
	t.Cleanup(func() { _ = closer.Close() })
	return tracer, reporter
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
