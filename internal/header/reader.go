package header

import (
	"net/http"
	"slices"

	"github.com/opentracing/opentracing-go"
)

const (
	jaegerDebugID = "Jaeger-Debug-Id"
	jaegerBaggage = "Jaeger-Baggage"
)

// MaxDebugID is the length of the longest debug id that is read. Jaeger shows
// no more of a tag.
const MaxDebugID = 256

// Reader is the carrier that a tracer extracts from: those headers of a request
// that may hold a context, with baggage kept to [Budget]. It implements
// [opentracing.TextMapReader], and hands out names in lower case.
//
// It leaves out lines that are too long for a context, and ids that are no valid
// UTF-8: Jaeger makes a tag of a debug id. It also leaves out what
// jaeger-client-go cannot parse of jaeger-baggage, whatever the name of that
// header: jaeger-client-go prints it to the standard logger.
type Reader struct {
	header   http.Header
	names    *names          // that the tracer was asked about; nil: it is not asked
	original *Reader         // the one that Extract got, which may be this
	withheld []string        // names that the tracer has to be asked about first
	kinds    map[string]kind // of these, once it was
}

// maxLines is the number of lines of one header that are read.
const maxLines = 64

// NewReader returns a Reader over h, which it never changes.
func NewReader(h http.Header) Reader { return Reader{header: h} }

// Empty reports whether there is nothing that a tracer could read.
func (r *Reader) Empty() bool {
	if r.header["Traceparent"] != nil || r.header["Uber-Trace-Id"] != nil {
		return false // without the walk
	}
	for name := range r.header {
		if !isWellKnown(name) {
			return false
		}
	}
	return true
}

// Has reports whether there is a header whose name starts with one of these. They
// are in lower case.
func (r *Reader) Has(prefixes ...string) bool {
	for name := range r.header {
		for _, prefix := range prefixes {
			if hasPrefixFold(name, prefix) {
				return true
			}
		}
	}
	return false
}

// Values returns the values of one header, whose name is canonical. Those of
// baggage are kept to [Budget]; others are as they came, and may be long.
func (r *Reader) Values(name string) []string {
	values := r.header[name]
	if size(name, values...) <= Budget || !IsBaggage(name) {
		return values
	}
	lines, _ := limit(Budget, linesOf(http.Header{name: values}), IsBaggage)
	return lines.header()[name]
}

// Canonical returns a Reader that finds the tracers' headers by their canonical
// names. It reports whether any had another one: a server's never do, but an
// [http.Header] that a program filled by hand may.
func (r *Reader) Canonical() (_ Reader, changed bool) {
	copied := *r
	for name, values := range r.header {
		canonical := canonicalName(name)
		if canonical == name || Of(name) == 0 {
			continue
		}
		if !changed {
			copied.header, changed = r.header.Clone(), true
		}
		delete(copied.header, name)
		copied.header[canonical] = append(copied.header[canonical], values...)
	}
	return copied, changed
}

// ForeachKey implements [opentracing.TextMapReader].
func (r *Reader) ForeachKey(handler func(name, value string) error) error {
	var room [8]Line
	lines, _ := r.appendLines(room[:0])
	for _, line := range lines {
		if err := handler(lowerName(line.Name), line.Value); err != nil {
			return err
		}
	}
	return nil
}

// Carrier returns what the Reader hands out in the concrete type that some
// tracers insist on, OpenTelemetry's bridge among them. It may be the request's
// own header.
func (r *Reader) Carrier() opentracing.HTTPHeadersCarrier {
	var room [8]Line
	lines, all := r.appendLines(room[:0])
	if all {
		return opentracing.HTTPHeadersCarrier(r.header)
	}
	return opentracing.HTTPHeadersCarrier(lines.header())
}

// appendLines appends the lines that a tracer may read. It reports whether those are
// all lines, as they came.
func (r *Reader) appendLines(lines Lines) (_ Lines, all bool) {
	total, all := 0, true
	for name, values := range r.header {
		if isWellKnown(name) {
			continue
		}
		if total += size(name, values...); total > Budget {
			return r.limited(), false
		}
		for _, value := range values {
			part, ok := r.readable(name, value)
			if ok {
				lines = append(lines, Line{name, part})
			}
			all = all && ok && part == value
		}
	}
	return lines, all
}

// limited returns the lines within the limits. Headers of no family have their
// own budget, since they may be the ids of some tracer, or its baggage.
func (r *Reader) limited() (lines Lines) {
	ids, _ := limit(2*Budget, linesOf(r.header), isIDs) // a tracestate may have Budget bytes
	baggage, _ := limit(Budget, linesOf(r.header), IsBaggage)
	other, _ := limit(Budget, linesOf(r.header), isOther)
	for _, line := range slices.Concat(ids, baggage, other) {
		if value, ok := r.readable(line.Name, line.Value); ok {
			lines.Set(line.Name, value)
		}
	}
	return lines
}
