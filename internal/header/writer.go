package header

import (
	"net/http"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Writer is the carrier that a tracer injects into. It keeps what the tracer writes to the
// limits, and saves the allocations for the names and values of the usual formats.
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

// Lines returns the lines within the limits, with names in lower case. The Writer must not
// be used any more.
func (w *Writer) Lines() Lines {
	w.limit()
	for i := range w.lines {
		w.lines[i].Name = lowerName(w.lines[i].Name)
	}
	return w.lines
}

// AddTo sets the lines within the limits in h. Appending to the values of one name does not
// change those of others.
func (w *Writer) AddTo(h http.Header) {
	w.limit()
	values := w.values[:0]
	for i, line := range w.lines {
		values = append(values, line.Value)
		h[line.Name] = values[i : i+1 : i+1]
	}
}

// Inject has the tracer write sc.
//
// A panic of the tracer is the caller's to stop. The lines can be sent even then.
func (w *Writer) Inject(tracer opentracing.Tracer, sc opentracing.SpanContext) {
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
