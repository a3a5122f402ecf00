package header

import (
	"net/http"
	"slices"

	"github.com/opentracing/opentracing-go"
)

// Line is one line of a header.
type Line struct{ Name, Value string }

// Lines is a carrier that keeps what a tracer writes in order. A pointer to it
// is an [opentracing.TextMapWriter], and it is an [opentracing.TextMapReader].
type Lines []Line

var (
	_ opentracing.TextMapWriter = (*Lines)(nil)
	_ opentracing.TextMapReader = Lines(nil)
)

// Set implements [opentracing.TextMapWriter]. It never replaces.
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

// Fit removes what net/http would refuse to send, and what is beyond the
// [Budget]. Baggage goes first, the largest lines before the others and lists
// cut at a member, then tracestate, then headers of no family. Ids always stay.
func (l *Lines) Fit() {
	*l = slices.DeleteFunc(*l, func(line Line) bool { return !IsName(line.Name) || !IsValue(line.Value) })
	total := 0
	for _, line := range *l {
		total += size(line.Name, line.Value)
	}
	if total > Budget {
		*l = fit(l.all)
	}
}

// all returns the names and values of the lines, in order.
func (l Lines) all(yield func(name, value string) bool) {
	for _, line := range l {
		if !yield(line.Name, line.Value) {
			return
		}
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
