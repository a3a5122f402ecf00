package header

import (
	"net/http"

	"github.com/opentracing/opentracing-go"
)

// Reader is the carrier that a tracer extracts from: those headers of a request
// that may hold a context, with baggage kept to [Budget]. It implements
// [opentracing.TextMapReader], and hands out names in lower case.
//
// Lines that are too long for a context are passed by, and so is what
// jaeger-client-go cannot parse of jaeger-baggage: it prints that to the standard
// logger.
type Reader struct{ header http.Header }

// NewReader returns a Reader over h, which it never changes.
func NewReader(h http.Header) Reader { return Reader{h} }

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

// Values returns the values of one header, whose name is canonical. Those of
// baggage are kept to [Budget]; others are as they came, and may be long.
func (r *Reader) Values(name string) []string {
	values := r.header[name]
	if !IsBaggage(name) || sizeOfAll(name, values) <= Budget {
		return values
	}
	l := newLimit(Budget, func(count func(name, value string)) { eachValue(name, values, count) })
	return l.apply(name, values)
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
	return Reader{header}, header != nil
}

// ForeachKey implements [opentracing.TextMapReader].
func (r *Reader) ForeachKey(handler func(name, value string) error) error {
	return r.each(func(name string, values []string) error {
		name = lowerName(name)
		for _, value := range values {
			if err := handler(name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

// Carrier returns what the Reader hands out in the concrete type that some
// tracers insist on, OpenTelemetry's bridge among them. It may be the request's
// own header.
func (r *Reader) Carrier() opentracing.HTTPHeadersCarrier {
	if r.isHarmless() {
		return opentracing.HTTPHeadersCarrier(r.header)
	}
	carrier := opentracing.HTTPHeadersCarrier{}
	_ = r.each(func(name string, values []string) error {
		carrier[name] = values
		return nil
	})
	return carrier
}
