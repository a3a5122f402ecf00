package codec

import (
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// maxItems is the number of baggage items that W3C Baggage has every platform
// carry. The other formats name no limit and get the same one.
const maxItems = 64

// addItem adds an item, unless there are enough. It makes the map when needed.
func addItem(items map[string]string, key, value string) map[string]string {
	if items == nil {
		items = make(map[string]string)
	}
	if _, again := items[key]; again || len(items) < maxItems {
		items[key] = value
	}
	return items
}

// readItems reads the baggage of formats that have a header for each item. Keys
// arrive in lower case.
func readItems(r header.Reader, prefix string, decode func(string) string) (items map[string]string) {
	_ = r.ForeachKey(func(name, value string) error {
		if key, ok := strings.CutPrefix(name, prefix); ok && key != "" {
			items = addItem(items, key, decode(value))
		}
		return nil
	})
	return items
}

// writeItems is the inverse of readItems. Values that make no valid header are
// not encoded for it, since those who read the format would not decode them.
// The limits of [header.Lines.Fit] remove them.
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
		if !header.IsName(key) || len(key)+len(value) > header.Budget {
			return true
		}
		return f(key, value)
	})
}

// asIs is the encoding of a format that has none.
func asIs(value string) string { return value }
