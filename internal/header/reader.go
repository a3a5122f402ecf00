package header

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

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
	names    *names   // that the tracer was asked about; nil: it is not asked
	withheld []string // names that it has to be asked about first
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
	lines, _ := limit(Budget, linesOf(http.Header{name: values}, IsBaggage))
	return lines.header()[name]
}

// Canonical returns a Reader that finds the tracers' headers by their canonical
// names. It reports whether any had another one: a server's never do, but an
// [http.Header] that a program filled by hand may.
func (r *Reader) Canonical() (Reader, bool) {
	var header http.Header
	for name, values := range r.header {
		canonical := canonicalName(name)
		if canonical == name || Of(name) == 0 {
			continue
		}
		if header == nil {
			header = r.header.Clone()
		}
		delete(header, name)
		header[canonical] = append(header[canonical], values...)
	}
	return Reader{header: header, names: r.names}, header != nil
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

// appendLines appends the lines that a tracer may read. It reports whether none
// needs to be left out or changed for its length or its form.
func (r *Reader) appendLines(lines Lines) (_ Lines, harmless bool) {
	r.withheld = nil
	total := 0
	for name, values := range r.header {
		if isWellKnown(name) {
			continue
		}
		total += size(name, values...)
		if total > Budget || !r.isHarmless(name, values) {
			return r.limited(), false
		}
		for _, value := range values {
			lines = append(lines, Line{name, value})
		}
	}
	return lines, true
}

// isHarmless reports whether no line of a header within the budget has to be
// changed or left out.
func (r *Reader) isHarmless(name string, values []string) bool {
	switch Of(name) {
	case 0:
		k := r.kindOf(name)
		return k != kindList && k != kindUnknown && !slices.ContainsFunc(values, isEncoded)
	case Jaeger:
		return !strings.EqualFold(name, jaegerBaggage) && !strings.EqualFold(name, jaegerDebugID)
	}
	return true
}

// kindOf returns what is known of a header that belongs to no family.
func (r *Reader) kindOf(name string) kind {
	if r.names == nil {
		return kindForeign
	}
	return r.names.get(name)
}

// isEncoded reports whether s may be anything but ASCII once it is unescaped.
func isEncoded(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '%' {
			return true
		}
	}
	return false
}

// limited returns the lines within the limits. Headers of no family have their
// own budget, since they may be the ids of some tracer, or its baggage.
func (r *Reader) limited() (lines Lines) {
	isUnknown := func(name string) bool { return isForeign(name) && !isWellKnown(name) }
	ids, _ := limit(2*Budget, linesOf(r.header, isIDs)) // a tracestate may have Budget bytes
	baggage, _ := limit(Budget, linesOf(r.header, IsBaggage))
	other, _ := limit(Budget, linesOf(r.header, isUnknown))
	for _, line := range slices.Concat(ids, baggage, other) {
		if value, ok := r.readable(line); ok {
			lines.Set(line.Name, value)
		}
	}
	return lines
}

// readable returns the part of a line that a tracer may read, or false if there
// is none.
func (r *Reader) readable(line Line) (value string, ok bool) {
	switch value = line.Value; {
	case strings.EqualFold(line.Name, jaegerBaggage):
		value = wellFormed(value)
		return value, value != ""
	case strings.EqualFold(line.Name, jaegerDebugID):
		return value, len(value) <= MaxDebugID && IsText(value)
	case Of(line.Name) == 0:
		return r.readableOther(line)
	}
	return value, len(value) <= Budget // ids, as others are within it
}

// readableOther is readable for a header that belongs to no family.
func (r *Reader) readableOther(line Line) (value string, ok bool) {
	switch r.kindOf(line.Name) {
	case kindItem:
		return line.Value, true
	case kindList:
		value = wellFormed(line.Value)
		return value, value != ""
	case kindUnknown:
		if len(r.withheld) < maxNames {
			r.withheld = append(r.withheld, line.Name)
		}
		return "", false
	}
	return line.Value, IsText(line.Value)
}

// IsText reports whether s is valid UTF-8, as it is and query-unescaped.
func IsText(s string) bool {
	unescaped, err := url.QueryUnescape(s)
	return utf8.ValidString(s) && (err != nil || utf8.ValidString(unescaped))
}

// wellFormed returns what jaeger-client-go can parse of jaeger-baggage, a list
// "key=value, key=value" that may be query-escaped as a whole.
func wellFormed(line string) string {
	list, err := url.QueryUnescape(line)
	if err != nil {
		return ""
	}
	pairs := strings.Split(list, ",")
	all := len(pairs)
	pairs = slices.DeleteFunc(pairs, func(pair string) bool { return strings.Count(pair, "=") != 1 })
	if len(pairs) == all {
		return line
	}
	return url.QueryEscape(strings.Join(pairs, ","))
}
