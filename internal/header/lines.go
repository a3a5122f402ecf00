package header

import (
	"net/http"
	"slices"
)

// Line is one line of a header.
type Line struct{ Name, Value string }

// Lines is a carrier that keeps the headers of a tracer in order. It is an
// [opentracing.TextMapReader], and a pointer to it is an [opentracing.TextMapWriter].
type Lines []Line

// Set implements [opentracing.TextMapWriter]. It replaces no earlier line.
func (l *Lines) Set(name, value string) { *l = append(*l, Line{name, value}) }

// ForeachKey implements [opentracing.TextMapReader].
func (l Lines) ForeachKey(handler func(name, value string) error) error {
	for _, line := range l {
		if err := handler(line.Name, line.Value); err != nil {
			return err
		}
	}
	return nil
}

// Fit removes lines that net/http would refuse to send, and lines beyond the [Budget]: first
// baggage, the largest lines before the others, with lists cut at a member, then
// tracestate, then headers without a family. Ids always stay.
func (l *Lines) Fit() {
	*l = slices.DeleteFunc(*l, func(line Line) bool { return !IsName(line.Name) || !IsValue(line.Value) })
	if l.size() > Budget {
		*l = fit(*l)
	}
}

// header returns the lines by name.
func (l Lines) header() http.Header {
	h := http.Header{}
	for _, line := range l {
		h[line.Name] = append(h[line.Name], line.Value)
	}
	return h
}
