package tracers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing/basictracer-go"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"
	otelbridge "go.opentelemetry.io/otel/bridge/opentracing"
	"go.opentelemetry.io/otel/codes"
	otelpropagation "go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	oteltrace "go.opentelemetry.io/otel/trace"
)

// span is a finished span of any tracer.
type span struct {
	name              string
	trace, id, parent string
	tags              map[string]string
	logs              []map[string]string
}

// recording is a tracer, and how to get at what it recorded.
type recording struct {
	opentracing.Tracer
	spans func() []span // nil: it records nothing
}

// tracers are those that the suite runs with.
var tracers = []struct {
	name string
	make func(t *testing.T) recording
}{
	{"mocktracer", newMock},
	{"jaeger-client-go", newJaeger},
	{"basictracer-go", newBasic},
	{"OpenTelemetry's bridge", newBridge},
	{"no-op", func(*testing.T) recording { return recording{opentracing.NoopTracer{}, nil} }},
}

func newMock(*testing.T) recording {
	tracer := mocktracer.New()
	return recording{tracer, func() (spans []span) {
		for _, s := range tracer.FinishedSpans() {
			converted := span{
				name: s.OperationName, trace: fmt.Sprint(s.SpanContext.TraceID),
				id: id(s.SpanContext.SpanID), parent: id(s.ParentID), tags: texts(s.Tags()),
			}
			for _, record := range s.Logs() {
				fields := map[string]string{}
				for _, f := range record.Fields {
					fields[f.Key] = f.ValueString
				}
				converted.logs = append(converted.logs, fields)
			}
			spans = append(spans, converted)
		}
		return spans
	}}
}

func newJaeger(t *testing.T) recording {
	t.Helper()
	reporter := jaeger.NewInMemoryReporter()
	tracer, closer := jaeger.NewTracer("tracers", jaeger.NewConstSampler(true), reporter)
	t.Cleanup(func() { _ = closer.Close() })
	return recording{tracer, func() (spans []span) {
		for _, reported := range reporter.GetSpans() {
			s := reported.(*jaeger.Span)
			sc := s.SpanContext()
			spans = append(spans, span{
				name: s.OperationName(), trace: sc.TraceID().String(),
				id: id(sc.SpanID()), parent: id(sc.ParentID()), tags: texts(s.Tags()), logs: logs(s.Logs()),
			})
		}
		return spans
	}}
}

func newBasic(*testing.T) recording {
	recorder := basictracer.NewInMemoryRecorder()
	options := basictracer.DefaultOptions()
	options.Recorder = recorder
	options.ShouldSample = func(uint64) bool { return true }
	return recording{basictracer.NewWithOptions(options), func() (spans []span) {
		for _, s := range recorder.GetSpans() {
			spans = append(spans, span{
				name: s.Operation, trace: fmt.Sprint(s.Context.TraceID),
				id: id(s.Context.SpanID), parent: id(s.ParentSpanID), tags: texts(s.Tags), logs: logs(s.Logs),
			})
		}
		return spans
	}}
}

// newBridge is a tracer of OpenTelemetry's SDK that speaks OpenTracing.
func newBridge(t *testing.T) recording {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	bridge := otelbridge.NewBridgeTracer()
	bridge.SetOpenTelemetryTracer(provider.Tracer("tracers"))
	bridge.SetWarningHandler(func(msg string) { t.Errorf("the bridge warns: %s", msg) })
	bridge.SetTextMapPropagator(otelpropagation.NewCompositeTextMapPropagator(
		otelpropagation.TraceContext{}, otelpropagation.Baggage{}))
	return recording{bridge, func() (spans []span) {
		for _, s := range exporter.GetSpans() {
			spans = append(spans, fromOpenTelemetry(s))
		}
		return spans
	}}
}

// fromOpenTelemetry undoes what the bridge does to the tags that OpenTelemetry
// has a place of its own for.
func fromOpenTelemetry(s tracetest.SpanStub) span {
	converted := span{
		name: s.Name, trace: s.SpanContext.TraceID().String(), id: s.SpanContext.SpanID().String(),
		tags: map[string]string{"span.kind": s.SpanKind.String()},
	}
	if s.Parent.SpanID() != (oteltrace.SpanID{}) {
		converted.parent = s.Parent.SpanID().String()
	}
	for _, a := range s.Attributes {
		converted.tags[string(a.Key)] = a.Value.String()
	}
	if s.Status.Code == codes.Error {
		converted.tags["error"] = "true"
	}
	for _, e := range s.Events {
		fields := map[string]string{}
		for _, a := range e.Attributes {
			fields[string(a.Key)] = a.Value.String()
		}
		converted.logs = append(converted.logs, fields)
	}
	return converted
}

// id returns the text of a span's id, which is empty for none.
func id(v any) string {
	if text := fmt.Sprint(v); strings.Trim(text, "0") != "" {
		return text
	}
	return ""
}

func texts(tags map[string]any) map[string]string {
	converted := make(map[string]string, len(tags))
	for key, value := range tags {
		converted[key] = fmt.Sprint(value)
	}
	return converted
}

func logs(records []opentracing.LogRecord) (converted []map[string]string) {
	for _, record := range records {
		fields := map[string]string{}
		for _, f := range record.Fields {
			fields[f.Key()] = fmt.Sprint(f.Value())
		}
		converted = append(converted, fields)
	}
	return converted
}

// named returns the only span of that name.
func named(t *testing.T, spans []span, name string) span {
	t.Helper()
	var names []string
	var found []span
	for _, s := range spans {
		names = append(names, s.name)
		if s.name == name {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		slices.Sort(names)
		t.Fatalf("got spans %s, want one %q", strings.Join(names, ", "), name)
	}
	return found[0]
}
