package header

import (
	"maps"
	"net/http"

	"github.com/opentracing/opentracing-go"
)

// Writer is the carrier that a tracer injects into. It is like
// [opentracing.HTTPHeadersCarrier], without the allocations for the names and values of
// the usual formats.
type Writer struct {
	Header http.Header // must not be nil

	context  opentracing.SpanContext // that was injected
	families Family                  // that were written
	foreign  bool                    // headers of no family were written
	size     int                     // in bytes on the wire
	items    int                     // headers with an item of baggage each
	values   [4]string
	used     int
}

// Set implements [opentracing.TextMapWriter]. It leaves out what net/http would
// refuse to send: a baggage key may be any string, and must not fail the request.
func (w *Writer) Set(name, value string) {
	usual, ok := usualNames[name]
	if !ok {
		name = http.CanonicalHeaderKey(name)
		usual = usualName{name, find(name)}
	}
	name = usual.canonical
	if !w.accept(name, usual.pattern, value) {
		return
	}
	if w.used == len(w.values) {
		w.Header[name] = []string{value}
		return
	}
	w.values[w.used] = value
	w.Header[name] = w.values[w.used : w.used+1 : w.used+1]
	w.used++
}

// accept counts a line. It reports whether that can be sent.
func (w *Writer) accept(name string, p pattern, value string) bool {
	if p.family == 0 && !IsName(name) || p.isItem() && !IsItemKey(name) || !IsValue(value) {
		return false
	}
	w.families |= p.family
	w.size += size(name, value)
	if p.family == 0 {
		w.foreign = true
		if !isWellKnown(name) {
			w.families |= Own
		}
	}
	if p.isItem() {
		w.items++
	}
	return true
}

// others returns the names of no family that were written, or nil for none.
func (w *Writer) others() nameSet {
	if !w.foreign {
		return nil
	}
	others := make(nameSet)
	for name := range w.Header {
		if Of(name) == 0 {
			others[canonicalName(name)] = true
		}
	}
	return others
}

// Families returns the families that the tracer has written. Stale headers of
// these families must not be sent beside its own. A tracer that writes W3C Trace
// Context replaces W3C Baggage as well, though it writes that only if there are
// items. Tracers of other formats leave W3C Baggage to the program.
func (w *Writer) Families() Family {
	if w.families&TraceContext != 0 {
		return w.families | Baggage
	}
	return w.families
}

// Inject has the tracer write sc to w.Header, which must be empty. What remains
// is kept to [MaxItems], and to [Budget] as by [Lines.Fit].
//
// A panic of the tracer is the caller's to stop. Header can be sent even then.
func (w *Writer) Inject(tracer opentracing.Tracer, sc opentracing.SpanContext) {
	defer w.limit()
	w.context = sc
	panicked, err := w.inject(tracer, sc)
	switch {
	case (err != nil || panicked != nil) && len(w.Header) == 0:
		defer w.recount()
		_ = tracer.Inject(sc, opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(w.Header))
	case panicked != nil:
		panic(panicked)
	}
}

// inject is the tracer's Inject. Tracers that insist on
// [opentracing.HTTPHeadersCarrier] return an error or panic.
func (w *Writer) inject(tracer opentracing.Tracer, sc opentracing.SpanContext) (panicked any, err error) {
	defer func() { panicked = recover() }()
	return nil, tracer.Inject(sc, opentracing.HTTPHeaders, w)
}

// recount counts what a tracer has written to the map itself, and removes what
// cannot be sent.
func (w *Writer) recount() {
	w.families, w.size, w.items = 0, 0, 0
	for name, values := range w.Header {
		for _, value := range values {
			if !w.accept(name, find(name), value) {
				delete(w.Header, name)
				break
			}
		}
	}
}

// limit removes what is beyond the limits.
func (w *Writer) limit() {
	if w.items > MaxItems || w.families&Own != 0 {
		w.limitItems()
	}
	if w.size > Budget {
		lines := fit(linesOf(w.Header))
		clear(w.Header)
		maps.Copy(w.Header, lines.header())
	}
}
