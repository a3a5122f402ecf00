package header

import (
	"net/http"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Writer is the carrier that a tracer injects into. It is like
// [opentracing.HTTPHeadersCarrier], without the allocations for the names and values of
// the usual formats.
type Writer struct {
	lines    Lines                   // with canonical names; the last of a name counts
	context  opentracing.SpanContext // that was injected
	size     int                     // of the lines on the wire
	families Family                  // that were written
	room     [4]Line
	values   [4]string
}

// Set implements [opentracing.TextMapWriter]. It leaves out what net/http would
// refuse to send: a baggage key may be any string, and must not fail the request.
func (w *Writer) Set(name, value string) {
	name, p := parseName(name)
	if p.family == Own && !IsName(name) || p.isItem() && !IsItemKey(name) || !IsValue(value) {
		return
	}
	if w.lines == nil {
		w.lines = w.room[:0]
	}
	w.lines.Set(name, value)
	w.families |= p.family
	w.size += size(name, value)
}

func (w *Writer) has(name string) bool {
	return slices.ContainsFunc(w.lines, func(line Line) bool { return line.Name == name })
}

// AddTo sets the lines in h. Appending to the values of one name does not change those of
// others.
func (w *Writer) AddTo(h http.Header) {
	values := w.values[:0]
	for i, line := range w.lines {
		values = append(values, line.Value)
		h[line.Name] = values[i : i+1 : i+1]
	}
}

// Inject has the tracer write sc. What remains is kept to [MaxItems], and to [Budget] as
// by [Lines.Fit].
//
// A panic of the tracer is the caller's to stop. The lines can be sent even then.
func (w *Writer) Inject(tracer opentracing.Tracer, sc opentracing.SpanContext) {
	defer w.limit()
	w.context = sc
	if w.inject(tracer, sc) == nil || len(w.lines) > 0 {
		return
	}
	h := http.Header{}
	defer func() {
		for name, values := range h {
			w.Set(name, strings.Join(values, ","))
		}
	}()
	_ = tracer.Inject(sc, opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(h))
}

// inject is the tracer's Inject. Tracers that insist on
// [opentracing.HTTPHeadersCarrier] return an error or panic.
func (w *Writer) inject(tracer opentracing.Tracer, sc opentracing.SpanContext) (err error) {
	defer func() {
		if len(w.lines) == 0 && recover() != nil {
			err = opentracing.ErrInvalidCarrier
		}
	}()
	return tracer.Inject(sc, opentracing.HTTPHeaders, w)
}

// limit removes what is beyond the limits.
func (w *Writer) limit() {
	if len(w.lines) > MaxItems || w.families&Own != 0 {
		w.limitItems()
	}
	if w.size > Budget {
		w.lines = fit(w.lines)
	}
}

// Setter sets the lines of a header. It is like [opentracing.HTTPHeadersCarrier], without
// the allocation for the names of the usual formats.
type Setter http.Header

// Set implements [opentracing.TextMapWriter].
func (s Setter) Set(name, value string) { s[canonicalName(name)] = []string{value} }
