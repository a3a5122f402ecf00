package codec

import (
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// maxItems is the number of baggage items that W3C Baggage has every platform
// carry. The other formats name no limit and get the same one.
const maxItems = 64

// addItem adds an item of baggage, unless there are enough.
func (c *remote) addItem(key, value string) {
	if c.baggage == nil {
		c.baggage = make(map[string]string)
	}
	if _, again := c.baggage[key]; again || len(c.baggage) < maxItems {
		c.baggage[key] = value
	}
}

// writeItems writes the baggage of formats that have a header for each item.
// Values that make no valid header are not encoded for it, since those who read
// the format would not decode them: [header.Lines.Fit] removes them.
func writeItems(sc jaeger.SpanContext, w opentracing.TextMapWriter, prefix string, encode func(string) string) {
	n := 0
	eachItem(sc, func(key, value string) bool {
		w.Set(prefix+key, encode(value))
		n++
		return n < maxItems
	})
}

// eachItem calls f for the items that may fit, until that returns false.
func eachItem(sc jaeger.SpanContext, f func(key, value string) bool) {
	sc.ForeachBaggageItem(func(key, value string) bool {
		return !header.IsName(key) || len(key)+len(value) > header.Budget || f(key, value)
	})
}

// asIs is the encoding of a format that has none.
func asIs(value string) string { return value }
