package opentelemetry

import (
	"cmp"
	"encoding/binary"
	"fmt"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// converter converts a finished span of Jaeger's client to one of OpenTelemetry's SDK.
type converter struct {
	span        *jaeger.Span
	conventions bool

	// Set by convert.
	kind    trace.SpanKind
	failed  bool
	failure failure
	bytes   int // about the size of the span on the wire
}

// failure is the error in the last log with event=error.
type failure struct{ kind, message string }

// tagDescription holds the description of an error status, by OpenTelemetry's
// specification for formats that have no field for it.
const tagDescription = "otel.status_description"

// spanBytes is the estimated size of a span's ids, times and lengths.
const spanBytes = 128

func (c *converter) convert() tracetest.SpanStub {
	tags := c.span.Tags()
	c.kind = c.kindOf(tags)
	c.failed = isTrue(tags[string(ext.Error)])

	sc := c.span.SpanContext()
	start := c.span.StartTime()
	stub := tracetest.SpanStub{
		Name:                 valid(c.span.OperationName()),
		SpanContext:          spanContext(sc, sc.SpanID(), false),
		SpanKind:             c.kind,
		StartTime:            start,
		EndTime:              start.Add(c.span.Duration()),
		Events:               c.events(),
		Links:                c.links(sc),
		InstrumentationScope: scope(),
	}
	if parent := sc.ParentID(); parent != 0 {
		isRemote := c.kind == trace.SpanKindServer || c.kind == trace.SpanKindConsumer
		stub.Parent = spanContext(sc, parent, isRemote)
	}
	if c.failed {
		description, _ := tags[tagDescription].(string)
		stub.Status = sdktrace.Status{Code: codes.Error, Description: valid(cmp.Or(description, c.failure.message))}
	}
	stub.Attributes = c.attributes(tags, sc)
	c.bytes += spanBytes + len(stub.Name) + len(stub.Status.Description)
	return stub
}

func spanContext(sc jaeger.SpanContext, id jaeger.SpanID, isRemote bool) trace.SpanContext {
	config := trace.SpanContextConfig{TraceID: traceID(sc.TraceID()), SpanID: spanID(id), Remote: isRemote}
	if sc.IsSampled() {
		config.TraceFlags = trace.FlagsSampled
	}
	return trace.NewSpanContext(config)
}

func traceID(id jaeger.TraceID) (t trace.TraceID) {
	binary.BigEndian.PutUint64(t[:8], id.High)
	binary.BigEndian.PutUint64(t[8:], id.Low)
	return t
}

func spanID(id jaeger.SpanID) (s trace.SpanID) {
	binary.BigEndian.PutUint64(s[:], uint64(id))
	return s
}

func (c *converter) kindOf(tags opentracing.Tags) trace.SpanKind {
	switch fmt.Sprint(tags[string(ext.SpanKind)]) {
	case "server":
		return trace.SpanKindServer
	case "client":
		return trace.SpanKindClient
	case "producer":
		return trace.SpanKindProducer
	case "consumer":
		return trace.SpanKindConsumer
	case "internal":
		return trace.SpanKindInternal
	}
	if c.conventions {
		return trace.SpanKindInternal
	}
	return trace.SpanKindUnspecified
}

func isTrue(tag any) bool { return tag == true || tag == "true" }

// attributes returns the tags without those that have their own field in a span.
func (c *converter) attributes(tags opentracing.Tags, sc jaeger.SpanContext) []attribute.KeyValue {
	a := attributes{list: make([]attribute.KeyValue, 0, len(tags)+4)}
	for key, value := range tags {
		switch {
		case key == string(ext.SpanKind) && c.kind.String() == fmt.Sprint(value):
		case c.failed && (key == string(ext.Error) || key == tagDescription):
		case !c.conventions || !c.addConventional(&a, key, value):
			a.add(key, value)
		}
	}
	if sc.IsDebug() {
		a.add("debug", true)
	}
	if c.conventions && c.failed {
		c.addErrorType(&a, tags)
	}
	c.bytes += a.bytes
	return a.list
}

// links returns the references other than the parent.
func (c *converter) links(sc jaeger.SpanContext) []sdktrace.Link {
	var links []sdktrace.Link
	for _, ref := range c.span.References() {
		to, ok := ref.ReferencedContext.(jaeger.SpanContext)
		isChild := ref.Type == opentracing.ChildOfRef
		if !ok || isChild && to.TraceID() == sc.TraceID() && to.SpanID() == sc.ParentID() {
			continue
		}
		refType := "follows_from"
		if isChild {
			refType = "child_of"
		}
		links = append(links, sdktrace.Link{
			SpanContext: spanContext(to, to.SpanID(), false),
			// By OpenTelemetry's conventions for OpenTracing. Jaeger reads it.
			Attributes: []attribute.KeyValue{attribute.String("opentracing.ref_type", refType)},
		})
		c.bytes += spanBytes
	}
	return links
}
