package opentelemetry_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// library is an OpenTelemetry library: it starts spans by the SDK.
type library struct {
	trace.Tracer
	ended *tracetest.SpanRecorder
}

func newLibrary() library {
	ended := tracetest.NewSpanRecorder()
	return library{sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(ended)).Tracer("library"), ended}
}

// names returns the trace and the span of a context of either API.
func names(traceID, spanID any) string { return fmt.Sprintf("%v/%v", traceID, spanID) }

func otelNames(sc trace.SpanContext) string { return names(sc.TraceID(), sc.SpanID()) }

func jaegerNames(sc opentracing.SpanContext) string {
	c := sc.(jaeger.SpanContext)
	return names(fmt.Sprintf("%016x%016x", c.TraceID().High, c.TraceID().Low), c.SpanID())
}

func parentNames(s opentracing.Span) string {
	c := s.Context().(jaeger.SpanContext)
	return names(fmt.Sprintf("%016x%016x", c.TraceID().High, c.TraceID().Low), c.ParentID())
}

// A request's context has the server span for both APIs, and what is started
// below it by either has the inner span as its parent and shares its sampling.
func TestBothDirections(t *testing.T) {
	for _, param := range []string{"1", "0"} {
		for _, bits := range []string{"true", "false"} {
			t.Run("sampled "+param+", 128 bits "+bits, func(t *testing.T) {
				t.Setenv("JAEGER_SAMPLER_PARAM", param)
				t.Setenv("JAEGER_TRACEID_128BIT", bits)
				tracer := opentelemetry.Tracer(newTracing(t, tracetest.NewNoopExporter()).Tracer)
				lib := newLibrary()
				handler := func(_ http.ResponseWriter, r *http.Request) {
					server := chitrace.SpanFromRequest(r)
					server.SetBaggageItem("tenant", "acme")
					ctx, query := lib.Start(r.Context(), "query")
					defer query.End()
					if got, want := otelNames(trace.SpanContextFromContext(r.Context())), jaegerNames(server.Context()); got != want {
						t.Errorf("OpenTelemetry sees %s, want %s", got, want)
					}
					if sampled := param == "1"; query.SpanContext().IsSampled() != sampled || query.IsRecording() != sampled {
						t.Error("the query is sampled in another way than the request")
					}
					if ids, _ := tracelog.FromContext(ctx); ids.SpanID != query.SpanContext().SpanID().String() || ids.Sampled != (param == "1") {
						t.Errorf("the log has the ids %v, want those of the query", ids)
					}
					checkCall(ctx, t, query.SpanContext(), param)
				}
				service := httptest.NewServer(chitrace.Middleware(tracer)(http.HandlerFunc(handler)))
				defer service.Close()
				get(t.Context(), t, http.DefaultTransport, service.URL)
				for _, s := range lib.ended.Ended() {
					if s.Parent().IsRemote() {
						t.Error("the request's span is remote for the library")
					}
				}
			})
		}
	}
}

// checkCall checks a call with a context in which parent is active.
func checkCall(ctx context.Context, t *testing.T, parent trace.SpanContext, param string) {
	t.Helper()
	var sent http.Header
	transport := propagation.NewTransport(roundTripper(func(r *http.Request) { sent = r.Header }),
		propagation.WithSpanObserver(func(s opentracing.Span, _ *http.Request) {
			if got, want := parentNames(s), otelNames(parent); got != want {
				t.Errorf("the call is below %s, want %s", got, want)
			}
		}))
	get(ctx, t, transport, "http://prices/")
	flags := "0" + param
	if got := sent.Get("Traceparent"); got[3:35] != parent.TraceID().String() || got[53:] != flags {
		t.Errorf("the header is %s, want trace %s and flags %s", got, parent.TraceID(), flags)
	}
	if got := sent.Get("Baggage"); got != "tenant=acme" {
		t.Errorf("got the baggage %q, want the request's", got)
	}
}

// roundTripper answers nothing to a request that it has shown.
type roundTripper func(r *http.Request)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, nil
}

func get(ctx context.Context, t *testing.T, transport http.RoundTripper, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
}

// A call, or a span, in a job that an OpenTelemetry library has started is below
// its span, and is not sampled if that is not.
func TestRootOfOpenTelemetry(t *testing.T) {
	tracer := opentelemetry.Tracer(newTracing(t, tracetest.NewNoopExporter()).Tracer)
	for param, sampler := range map[string]sdktrace.Sampler{"0": sdktrace.NeverSample(), "1": sdktrace.AlwaysSample()} {
		ctx, job := sdktrace.NewTracerProvider(sdktrace.WithSampler(sampler)).Tracer("job").Start(t.Context(), "job")
		var sent http.Header
		get(ctx, t, propagation.NewTransport(roundTripper(func(r *http.Request) { sent = r.Header }), propagation.WithTracer(tracer)), "http://prices/")
		if got := sent.Get("Traceparent"); got[3:35] != job.SpanContext().TraceID().String() || got[53:] != "0"+param {
			t.Errorf("got %s, want trace %v, sampled %s", got, job.SpanContext().TraceID(), param)
		}
		opentracing.SetGlobalTracer(tracer)
		if span, _ := chitrace.StartSpan(ctx, "step"); parentNames(span) != otelNames(job.SpanContext()) {
			t.Errorf("the step is below %s, want the job, %s", parentNames(span), otelNames(job.SpanContext()))
		}
	}
}

// Without a span of OpenTelemetry's in between, a call passes on all of its
// request's context.
func TestTracestate(t *testing.T) {
	tracer := opentelemetry.Tracer(newTracing(t, tracetest.NewNoopExporter()).Tracer)
	var sent http.Header
	transport := propagation.NewTransport(roundTripper(func(r *http.Request) { sent = r.Header }))
	handler := func(_ http.ResponseWriter, r *http.Request) { get(r.Context(), t, transport, "http://prices/") }
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	r.Header.Set("Tracestate", "vendor=1")
	chitrace.Middleware(tracer)(http.HandlerFunc(handler)).ServeHTTP(httptest.NewRecorder(), r)
	if got := sent.Get("Tracestate"); got != "vendor=1" {
		t.Errorf("got the tracestate %q", got)
	}
}

// The inner span counts, in whatever order the two APIs put spans in.
func TestInnerSpan(t *testing.T) {
	tracer := opentelemetry.Tracer(newTracing(t, tracetest.NewNoopExporter()).Tracer)
	lib := newLibrary()
	outer := tracer.StartSpan("outer")
	ctx, query := lib.Start(opentracing.ContextWithSpan(t.Context(), outer), "query")
	inner := tracer.StartSpan("inner", opentracing.ChildOf(outer.Context()))
	ctx = opentracing.ContextWithSpan(ctx, inner)
	ids, _ := tracelog.FromContext(ctx)
	if want := inner.Context().(jaeger.SpanContext).SpanID().String(); ids.SpanID != want {
		t.Errorf("got span %s, want the inner one, %s", ids.SpanID, want)
	}
	if got := trace.SpanContextFromContext(ctx).SpanID().String(); got != ids.SpanID || got == query.SpanContext().SpanID().String() {
		t.Errorf("OpenTelemetry sees span %s, want %s", got, ids.SpanID)
	}
	if labels := jaegertracer.ExemplarLabels(ctx); labels["trace_id"] != query.SpanContext().TraceID().String() {
		t.Errorf("got the exemplar %v", labels)
	}
	if ext.SamplingPriority.Set(inner, 0); trace.SpanContextFromContext(ctx).IsSampled() {
		t.Error("OpenTelemetry samples what is no longer sampled")
	}
}

// What OpenTelemetry's API says of the span in the context reaches ours.
func TestView(t *testing.T) {
	provider := sdktrace.NewTracerProvider()
	otel.SetTracerProvider(provider)
	c := export(t, func(client opentracing.Tracer) {
		ours := opentelemetry.Tracer(client.(tracing).Tracer).StartSpan("ours")
		seen := trace.SpanFromContext(opentracing.ContextWithSpan(t.Context(), ours))
		seen.SetName("renamed")
		seen.SetAttributes(attribute.Int("rows", 3), attribute.StringSlice("names", []string{"a", "b"}))
		seen.AddEvent("cache", trace.WithAttributes(attribute.Bool("hit", true)))
		seen.RecordError(nil)
		seen.RecordError(errors.New("no disk"))
		seen.SetStatus(codes.Ok, "")
		seen.SetStatus(codes.Error, "query failed")
		seen.End()
		seen.End()
		if !seen.IsRecording() {
			t.Error("it says that it records nothing")
		}
		if seen.TracerProvider() != otel.GetTracerProvider() {
			t.Error("a library that asks for its provider gets another one")
		}
		ours.Finish()
	})
	span := c.span(t, "renamed")
	wantAttributes(t, values(span.GetAttributes()), map[string]any{"rows": int64(3), "names": `["a","b"]`})
	wantEvents(t, span, map[string]map[string]any{
		"cache": {"hit": true},
		"error": {"error.kind": "*errors.errorString", "message": "no disk"},
	})
	if s := span.GetStatus(); len(c.spans) != 1 || s.GetCode() != tracepb.Status_STATUS_CODE_ERROR || s.GetMessage() != "query failed" {
		t.Errorf("got %d spans, and the status %v", len(c.spans), s)
	}
}

// The spans have all that Jaeger's have, and calls that are chained stay ours.
func TestSpanOfTracer(t *testing.T) {
	tracer := opentelemetry.Tracer(newTracing(t, tracetest.NewNoopExporter()).Tracer)
	span := tracer.StartSpan("a")
	if got := span.SetOperationName("b").SetTag("k", "v").SetBaggageItem("k", "v"); got != span || span.Tracer() != tracer {
		t.Errorf("got %T of %T", got, got.Tracer())
	}
	if got := span.(interface{ OperationName() string }).OperationName(); got != "b" {
		t.Errorf("got the name %s", got)
	}
	if span.BaggageItem("k") != "v" {
		t.Error("the baggage is lost")
	}
	if _, ok := tracer.(interface{ Sampler() jaeger.SamplerV2 }); !ok {
		t.Error("the sampler cannot be asked for")
	}
}

// Other tracers stay as they are.
func TestOtherTracers(t *testing.T) {
	for _, tracer := range []opentracing.Tracer{nil, opentracing.NoopTracer{}, mocktracer.New()} {
		if got := opentelemetry.Tracer(tracer); got != tracer {
			t.Errorf("got %T for %T", got, tracer)
		}
	}
}
