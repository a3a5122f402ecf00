package opentelemetry

import (
	"fmt"

	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// view shows a span of Jaeger's client to OpenTelemetry's API. The methods that it does
// not implement, such as End, do nothing.
type view struct {
	noop.Span
	span    *span
	context jaeger.SpanContext // whether it is sampled may change
}

func newView(s *span) *view { return &view{span: s, context: s.SpanContext()} }

// SpanContext implements [trace.Span].
func (v *view) SpanContext() trace.SpanContext {
	return spanContext(v.context, v.context.SpanID(), false)
}

// IsRecording implements [trace.Span].
func (v *view) IsRecording() bool { return v.context.IsSampled() }

// TracerProvider implements [trace.Span]. Some libraries start their spans with the
// provider of the parent.
func (v *view) TracerProvider() trace.TracerProvider { return otel.GetTracerProvider() }

// SetName implements [trace.Span].
func (v *view) SetName(name string) { v.span.SetOperationName(name) }

// SetAttributes implements [trace.Span].
func (v *view) SetAttributes(list ...attribute.KeyValue) {
	for _, kv := range list {
		v.span.SetTag(string(kv.Key), plain(kv.Value))
	}
}

// SetStatus implements [trace.Span].
func (v *view) SetStatus(code codes.Code, description string) {
	if code != codes.Error {
		return
	}
	ext.Error.Set(v.span, true)
	if description != "" {
		v.span.SetTag(tagDescription, description)
	}
}

// RecordError implements [trace.Span].
func (v *view) RecordError(err error, opts ...trace.EventOption) {
	if err != nil {
		v.log(eventError, trace.NewEventConfig(opts...),
			log.String(fieldErrorKind, fmt.Sprintf("%T", err)), log.Message(err.Error()))
	}
}

// AddEvent implements [trace.Span].
func (v *view) AddEvent(name string, opts ...trace.EventOption) {
	v.log(name, trace.NewEventConfig(opts...))
}

func (v *view) log(event string, config trace.EventConfig, fields ...log.Field) {
	fields = append(fields, log.Event(event))
	for _, kv := range config.Attributes() {
		fields = append(fields, log.Object(string(kv.Key), plain(kv.Value)))
	}
	v.span.LogFields(fields...)
}

// plain returns a list as text. Jaeger's client would format it differently.
func plain(v attribute.Value) any {
	switch v.Type() {
	case attribute.BOOL, attribute.INT64, attribute.FLOAT64, attribute.STRING:
		return v.AsInterface()
	}
	return v.Emit()
}
