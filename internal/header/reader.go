package header

import (
	"net/http"

	"github.com/opentracing/opentracing-go"
)

// MaxDebugID is the length of the longest debug id that is read. Jaeger shows
// no more of a tag.
const MaxDebugID = 256

// Reader is the carrier that a tracer extracts from. It has the headers of a request that
// may hold a context, with baggage limited to [Budget]. It implements
// [opentracing.TextMapReader], with names in lower case.
//
// Ids that are too long are empty. It leaves out debug ids with invalid UTF-8, since Jaeger
// sets them as a tag, and the parts of jaeger-baggage, under any name, that
// jaeger-client-go cannot parse, since it prints them to the standard logger.
type Reader struct {
	header    http.Header
	extractor *Extractor      // knows kinds; nil: they are not needed
	kinds     map[string]kind // of other names, once they are found
}

// NewReader returns a Reader over h, which it never changes.
func NewReader(h http.Header) Reader { return Reader{header: h} }

// Empty reports whether there is no header that a tracer could read.
func (r *Reader) Empty() bool {
	if r.header["Uber-Trace-Id"] != nil || r.header["Traceparent"] != nil {
		return false // without the walk
	}
	for name := range r.header {
		if !isWellKnown(name) {
			return false
		}
	}
	return true
}

// ForeachKey implements [opentracing.TextMapReader].
func (r *Reader) ForeachKey(handler func(name, value string) error) error {
	var room [8]Line
	return r.Lines(room[:0], Any).ForeachKey(handler)
}

// Lines appends the lines of these families that a tracer may read, with names in lower
// case.
func (r *Reader) Lines(lines Lines, families Family) Lines {
	lines, _ = r.appendLines(lines, families)
	for i := range lines {
		lines[i].Name = lowerName(lines[i].Name)
	}
	return lines
}

// Carrier returns the headers of the Reader in the concrete type that some tracers
// require, such as OpenTelemetry's bridge. It may be the request's own header.
func (r *Reader) Carrier() opentracing.HTTPHeadersCarrier {
	var room [8]Line
	lines, all := r.appendLines(room[:0], Any)
	if all {
		return opentracing.HTTPHeadersCarrier(r.header)
	}
	h := opentracing.HTTPHeadersCarrier{}
	for _, line := range lines {
		h[line.Name] = append(h[line.Name], line.Value)
	}
	return h
}

// appendLines is Lines, with names as they came. It also reports whether those are all
// lines, unchanged.
func (r *Reader) appendLines(lines Lines, families Family) (_ Lines, all bool) {
	total := 0
	all = true
	for name, values := range r.header {
		if isWellKnown(name) || find(name).family&families == 0 {
			continue
		}
		if len(values) > maxLines {
			values, all = values[:maxLines], false
		}
		for _, value := range values {
			total += size(name, value)
			lines = append(lines, Line{name, value})
		}
	}
	if total > Budget {
		lines, all = fitIncoming(lines), false
	}
	kept := lines[:0]
	for _, line := range lines {
		value, ok := r.readable(line.Name, line.Value)
		all = all && ok && value == line.Value
		if ok {
			kept = append(kept, Line{line.Name, value})
		}
	}
	return kept, all
}
