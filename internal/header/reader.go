package header

import (
	"net/http"
	"slices"

	"github.com/opentracing/opentracing-go"
)

// MaxDebugID is the length of the longest debug id that is read. Jaeger shows
// no more of a tag.
const MaxDebugID = 256

// Reader is the carrier that a tracer extracts from. It has the headers of a request that
// may hold a context, with baggage limited to [Budget]. It implements
// [opentracing.TextMapReader], with names in lower case.
//
// It leaves out lines that are too long for a context, and ids with invalid UTF-8: Jaeger
// sets a debug id as a tag. It also leaves out the parts of jaeger-baggage, under any
// name, that jaeger-client-go cannot parse, since jaeger-client-go prints them to the
// standard logger.
type Reader struct {
	header   http.Header
	names    *names          // of known kinds; nil: kinds are not needed
	original *Reader         // the argument of Extract, which may be this Reader
	withheld []string        // names whose kinds have to be found first
	kinds    map[string]kind // of withheld, once they are found
}

// maxLines is the number of lines of one header that are read.
const maxLines = 64

// NewReader returns a Reader over h, which it never changes.
func NewReader(h http.Header) Reader { return Reader{header: h} }

// Empty reports whether there is no header that a tracer could read.
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

// Has reports whether the name of a header starts with one of the prefixes, which have to
// be in lower case.
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

// Values returns the values of the header with that canonical name. Baggage is limited to
// [Budget]. Other values are unchanged, and may be long.
func (r *Reader) Values(name string) []string {
	values := r.header[name]
	if size(name, values...) <= Budget || !IsBaggage(name) {
		return values
	}
	lines, _ := limit(Budget, linesOf(http.Header{name: values}), IsBaggage)
	return lines.header()[name]
}

// Canonical returns a Reader with the tracers' headers under their canonical names. It
// reports whether one had another name: in an [http.Header] that a program has filled by
// hand, names may not be canonical.
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

// Carrier returns the headers of the Reader in the concrete type that some tracers
// require, such as OpenTelemetry's bridge. It may be the request's own header.
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

// limited returns the lines within the limits. Headers without a family have their own
// budget, since they may hold a tracer's ids or its baggage.
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
