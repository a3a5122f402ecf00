package header

import (
	"net/http"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Writer is the carrier that a tracer injects into. It is like
// [opentracing.HTTPHeadersCarrier], without the allocations for the names and values of
// the usual formats.
type Writer struct {
	Header http.Header // must not be nil

	context  opentracing.SpanContext // that was injected
	size     int                     // of the lines on the wire
	values   [4]string
	used     uint8
	families Family // that were written
}

// Set implements [opentracing.TextMapWriter]. It leaves out what net/http would
// refuse to send: a baggage key may be any string, and must not fail the request.
func (w *Writer) Set(name, value string) {
	name, p := parseName(name)
	if p.family == Own && !IsName(name) || p.isItem() && !IsItemKey(name) || !IsValue(value) {
		return
	}
	w.families |= p.family
	w.size += size(name, value)
	if int(w.used) == len(w.values) {
		w.Header[name] = []string{value}
		return
	}
	w.values[w.used] = value
	w.Header[name] = w.values[w.used : w.used+1 : w.used+1]
	w.used++
}

// Inject has the tracer write sc to w.Header, which must be empty. What remains
// is kept to [MaxItems], and to [Budget] as by [Lines.Fit].
//
// A panic of the tracer is the caller's to stop. Header can be sent even then.
func (w *Writer) Inject(tracer opentracing.Tracer, sc opentracing.SpanContext) {
	defer w.limit()
	w.context = sc
	if w.inject(tracer, sc) == nil || len(w.Header) > 0 {
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
		if len(w.Header) == 0 && recover() != nil {
			err = opentracing.ErrInvalidCarrier
		}
	}()
	return tracer.Inject(sc, opentracing.HTTPHeaders, w)
}

// limit removes what is beyond the limits.
func (w *Writer) limit() {
	if len(w.Header) > MaxItems || w.families&Own != 0 {
		w.limitItems()
	}
	if w.size > Budget {
		w.Header = fit(linesOf(w.Header)).header()
	}
}
