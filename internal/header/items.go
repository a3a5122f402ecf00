package header

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// MaxItems is the number of headers that one format writes for items of baggage.
// Proxies and servers with a limit of 100 lines on all headers are common.
const MaxItems = 16

// limitItems keeps MaxItems items of each family, the first by their names.
func (w *Writer) limitItems() {
	kept := make(map[Family]int)
	for _, name := range slices.Sorted(maps.Keys(w.Header)) {
		p := find(name)
		isItem := p.isItem() || p.family == Own && w.isBaggage(name, w.Header[name])
		switch {
		case isItem && kept[p.family] < MaxItems && IsItemKey(name):
			kept[p.family]++
		case isItem:
			delete(w.Header, name)
		}
	}
}

// DropBaggage removes all baggage. The ids stay.
func (w *Writer) DropBaggage() { maps.DeleteFunc(w.Header, w.isBaggage) }

// isBaggage reports whether a header that the tracer wrote carries baggage, under a known
// name or another.
func (w *Writer) isBaggage(name string, values []string) bool {
	return IsBaggage(name) || isOther(name) && carriesItem(w.context, name, values)
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
			found = true // if the tracer panics, no header is sent on
		}
	}()
	sc.ForeachBaggageItem(func(key, item string) bool {
		isItem := len(name) > len(key) && strings.EqualFold(name[len(name)-len(key):], key) && (value == item || values[0] == item)
		found = isItem || strings.Contains(value, key+"="+item)
		return !found
	})
	return found
}
