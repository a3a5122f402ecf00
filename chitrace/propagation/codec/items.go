package codec

import (
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// writeItems writes the baggage of formats that have a header for each item: the
// first [header.MaxItems] by their keys, of those whose keys any gateway lets
// through. Values that make no valid header are not encoded for it, since those who
// read the format would not decode them: [header.Lines.Fit] removes them.
func writeItems(sc jaeger.SpanContext, w opentracing.TextMapWriter, prefix string, encode func(string) string) {
	items := sortedItems(sc, header.IsItemKey)
	for _, item := range items[:min(len(items), header.MaxItems)] {
		w.Set(prefix+item.Name, encode(item.Value))
	}
}

// sortedItems returns the items whose keys are accepted and that may fit, in the
// order of their keys: the same baggage makes the same headers, and the same items
// are left out at the limits.
func sortedItems(sc jaeger.SpanContext, accept func(key string) bool) (items header.Lines) {
	sc.ForeachBaggageItem(func(key, value string) bool {
		if accept(key) && len(key)+len(value) <= header.Budget {
			items.Set(key, value)
		}
		return true
	})
	slices.SortFunc(items, func(a, b header.Line) int { return strings.Compare(a.Name, b.Name) })
	return items
}

// asIs is the encoding of a format that has none.
func asIs(value string) string { return value }
