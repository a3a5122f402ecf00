package traces

import (
	"fmt"
	"maps"
	"slices"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
)

// newSpan copies what there is to show of a span that has ended. The tracer may
// use the span itself again.
func newSpan(service string, span *jaeger.Span) Span {
	sc, tags := span.SpanContext(), span.Tags()
	s := Span{
		ID:        sc.SpanID().String(),
		Service:   service,
		Operation: span.OperationName(),
		Start:     span.StartTime(),
		Duration:  span.Duration(),
		Reason:    reason(span.Logs()),
	}
	if sc.ParentID() != 0 {
		s.Parent = sc.ParentID().String()
	}
	s.Method, _ = tags[string(ext.HTTPMethod)].(string)
	s.URL, _ = tags[string(ext.HTTPUrl)].(string)
	s.Failed, _ = tags[string(ext.Error)].(bool)
	status, _ := tags[string(ext.HTTPStatusCode)].(uint16)
	s.Status = int(status)
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		s.Tags = append(s.Tags, Field{key, fmt.Sprint(tags[key])})
	}
	for _, record := range span.Logs() {
		var fields []Field
		for _, f := range record.Fields {
			fields = append(fields, Field{f.Key(), fmt.Sprint(f.Value())})
		}
		s.Logs = append(s.Logs, fields)
	}
	return s
}

// reason returns the message of the last error log.
func reason(logs []opentracing.LogRecord) string {
	var message string
	for _, record := range logs {
		fields := make(map[string]string, len(record.Fields))
		for _, f := range record.Fields {
			fields[f.Key()] = fmt.Sprint(f.Value())
		}
		if fields["event"] != "error" {
			continue
		}
		message = fields["message"]
		if fields["error.kind"] == "panic" {
			message = "panic: " + message
		}
	}
	return message
}
