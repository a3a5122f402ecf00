package header

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Writer is the carrier that a tracer injects into. It is
// [opentracing.HTTPHeadersCarrier] less the allocations for the names and values
// of the usual formats.
type Writer struct {
	Header http.Header // must not be nil

	context opentracing.SpanContext // that was injected
	values  [4]string
	used    int
}

// Set implements [opentracing.TextMapWriter].
func (w *Writer) Set(name, value string) {
	name = canonicalName(name)
	if w.used == len(w.values) {
		w.Header[name] = []string{value}
		return
	}
	w.values[w.used] = value
	w.Header[name] = w.values[w.used : w.used+1 : w.used+1]
	w.used++
}

// Inject has the tracer write sc to w.Header, which must be empty. What net/http
// would refuse to send is left out: a baggage key may be any string, and must
// not fail the request. What remains is kept to [Budget] as by [Lines.Fit].
//
// A panic of the tracer is the caller's to stop. Header can be sent even then.
func (w *Writer) Inject(tracer opentracing.Tracer, sc opentracing.SpanContext) {
	defer w.clean()
	w.context = sc
	panicked, err := w.inject(tracer, sc)
	switch {
	case (err != nil || panicked != nil) && len(w.Header) == 0:
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

// DropBaggage removes all baggage, under whatever name. The ids stay.
func (w *Writer) DropBaggage() {
	maps.DeleteFunc(w.Header, func(name string, values []string) bool {
		return IsBaggage(name) || isOther(name) && carriesItem(w.context, name, values)
	})
}

// carriesItem reports whether a header that a tracer wrote for sc carries an item
// of its baggage: "prefix-key: value", or a list with "key=value" in it.
func carriesItem(sc opentracing.SpanContext, name string, values []string) (found bool) {
	if sc == nil || len(values) == 0 {
		return false
	}
	value := strings.Join(values, ",")
	if unescaped, err := url.QueryUnescape(value); err == nil {
		value = unescaped
	}
	defer func() {
		if recover() != nil {
			found = true // the tracer's panic does not let baggage out
		}
	}()
	sc.ForeachBaggageItem(func(key, item string) bool {
		isItem := len(name) > len(key) && strings.EqualFold(name[len(name)-len(key):], key) && (value == item || values[0] == item)
		found = isItem || strings.Contains(value, key+"="+item)
		return !found
	})
	return found
}

// clean removes what net/http would refuse to send, and what is beyond the
// budget.
func (w *Writer) clean() {
	total := 0
	for name, values := range w.Header {
		if !IsName(name) || slices.ContainsFunc(values, isInvalid) {
			delete(w.Header, name)
			continue
		}
		total += size(name, values...)
	}
	if total > Budget {
		lines := fit(func(is func(name string) bool) walk { return linesOf(w.Header, is) })
		clear(w.Header)
		maps.Copy(w.Header, lines.header())
	}
}

func isInvalid(value string) bool { return !IsValue(value) }
