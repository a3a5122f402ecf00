package main

import (
	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel/trace"

	"github.com/opentracing-contrib/go-chi/chitrace/tracelog"
)

// ids are for tracelog.WithIDs, which reads those of Jaeger's client by itself.
func ids(sc opentracing.SpanContext) (tracelog.IDs, bool) {
	c, ok := sc.(interface {
		IsValid() bool
		TraceID() trace.TraceID
		SpanID() trace.SpanID
		IsSampled() bool
	})
	if !ok || !c.IsValid() {
		return tracelog.IDs{}, false
	}
	return tracelog.IDs{TraceID: c.TraceID().String(), SpanID: c.SpanID().String(), Sampled: c.IsSampled()}, true
}
