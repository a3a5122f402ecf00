package header

import (
	"net/url"
	"slices"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// maxItems is the number of headers that one format writes for items of baggage.
// Proxies and servers with a limit of 100 lines on all headers are common.
const maxItems = 16

// limitItems keeps maxItems items of each family, the first ones.
func (w *Writer) limitItems() {
	kept := make(map[Family]int)
	w.lines = slices.DeleteFunc(w.lines, func(line Line) bool {
		p := find(line.Name)
		if !p.isItem() && (p.family != Own || !w.isBaggage(line)) {
			return false
		}
		if kept[p.family] == maxItems || !IsItemKey(line.Name) {
			return true
		}
		kept[p.family]++
		return false
	})
}

// DropBaggage removes all baggage. The ids stay.
func (w *Writer) DropBaggage() { w.lines = slices.DeleteFunc(w.lines, w.isBaggage) }

// isBaggage reports whether a line that the tracer wrote carries baggage, under a known
// name or another.
func (w *Writer) isBaggage(line Line) bool {
	return IsBaggage(line.Name) || isOther(line.Name) && carriesItem(w.context, line)
}

// carriesItem reports whether a line that a tracer wrote for sc carries an item
// of its baggage: "prefix-key: value", or a list with "key=value" in it.
func carriesItem(sc opentracing.SpanContext, line Line) (found bool) {
	if sc == nil {
		return false
	}
	name, value := line.Name, line.Value
	if unescaped, err := url.QueryUnescape(value); err == nil {
		value = unescaped
	}
	found = true // if the tracer panics, so that the header is not sent on
	defer func() { _ = recover() }()
	isBaggage := false
	sc.ForeachBaggageItem(func(key, item string) bool {
		isItem := len(name) > len(key) && strings.EqualFold(name[len(name)-len(key):], key) && (value == item || line.Value == item)
		isBaggage = isItem || strings.Contains(value, key+"="+item)
		return !isBaggage
	})
	return isBaggage
}
