package opentelemetry

import (
	"fmt"

	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// The names of fields in OpenTracing's conventions for logs.
const (
	fieldEvent       = "event"
	fieldErrorKind   = "error.kind"
	fieldErrorObject = "error.object"
	fieldMessage     = "message"
	fieldStack       = "stack"

	eventError = "error"
)

// events returns the logs as events. It sets c.failure.
func (c *converter) events() []sdktrace.Event {
	logs := c.span.Logs()
	if len(logs) == 0 {
		return nil
	}
	events := make([]sdktrace.Event, len(logs))
	for i, log := range logs {
		events[i] = c.event(log)
	}
	return events
}

func (c *converter) event(log opentracing.LogRecord) sdktrace.Event {
	a := attributes{list: make([]attribute.KeyValue, 0, len(log.Fields))}
	for _, field := range log.Fields {
		field.Marshal(&a)
	}
	name := a.take(fieldEvent)
	if name == eventError {
		c.failure = failureOf(log, &a)
		if c.conventions {
			name = exception(&a, c.failure)
		}
	}
	if name == "" {
		name = "log" // as in OpenTelemetry's specification
	}
	c.bytes += a.bytes + attributeBytes + len(name)
	return sdktrace.Event{Name: name, Attributes: a.list, Time: log.Timestamp}
}

// take removes the attribute from the list, and returns its text. If there is none, or
// it is no text, take removes nothing and returns "".
func (a *attributes) take(key attribute.Key) string {
	for i, kv := range a.list {
		if kv.Key == key && kv.Value.Type() == attribute.STRING && kv.Value.AsString() != "" {
			a.list = append(a.list[:i], a.list[i+1:]...)
			return kv.Value.AsString()
		}
	}
	return ""
}

// text returns an attribute's value as text, or "" if there is none.
func (a *attributes) text(key attribute.Key) string {
	for _, kv := range a.list {
		if kv.Key == key {
			return kv.Value.Emit()
		}
	}
	return ""
}

// failureOf returns the type and the message of a logged error. A log of [ext.LogError]
// has an error and no type; then the type is the error's Go type.
func failureOf(log opentracing.LogRecord, a *attributes) failure {
	f := failure{a.text(fieldErrorKind), a.text(fieldMessage)}
	if f.message == "" {
		f.message = a.text(fieldErrorObject)
	}
	for _, field := range log.Fields {
		if err, ok := field.Value().(error); ok && f.kind == "" {
			f.kind = fmt.Sprintf("%T", err)
		}
	}
	return f
}

// exception renames the attributes of a logged error, and returns the event's name.
func exception(a *attributes, f failure) string {
	stack := a.take(fieldStack)
	for _, key := range []attribute.Key{fieldErrorKind, fieldMessage, fieldErrorObject} {
		a.take(key)
	}
	for key, value := range map[string]string{
		"exception.type": f.kind, "exception.message": f.message, "exception.stacktrace": stack,
	} {
		if value != "" {
			a.add(key, value)
		}
	}
	return "exception"
}
