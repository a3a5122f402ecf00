package codec

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// property is the metadata of a baggage member, "k1=v1;k2", and the value that
// the member had.
type property struct{ list, value string }

// formatBaggage lists the members that fit, in the order of their keys.
func formatBaggage(sc jaeger.SpanContext, properties map[string]property) string {
	var b strings.Builder
	n := 0
	for _, item := range sortedItems(sc, header.IsName) {
		member := item.Name + "=" + encodeBaggage(item.Value)
		if p, ok := properties[item.Name]; ok && p.value == item.Value {
			member += ";" + p.list
		}
		if n == maxItems || b.Len()+len(",")+len(member) > header.Budget {
			continue
		}
		if n++; n > 1 {
			b.WriteByte(',')
		}
		b.WriteString(member)
	}
	return b.String()
}

// parseBaggage reads the members of a line. Their length is already limited.
func (c *remote) parseBaggage(line string) {
	for _, member := range strings.Split(line, ",") {
		key, p, ok := parseBaggageMember(member)
		if ok && c.addItem(key, p.value) && p.list != "" {
			if c.properties == nil {
				c.properties = make(map[string]property)
			}
			c.properties[key] = p
		}
	}
}

func parseBaggageMember(s string) (key string, p property, ok bool) {
	item, list, hasList := strings.Cut(s, ";")
	key, value, ok := strings.Cut(item, "=")
	key, value, list = trim(key), trim(value), trim(list)
	if !ok || !header.IsName(key) || !isBaggageValue(value) || hasList && !isPropertyList(list) {
		return "", property{}, false
	}
	value, err := url.PathUnescape(value)
	if err != nil {
		return "", property{}, false
	}
	return key, property{list, strings.ToValidUTF8(value, string(utf8.RuneError))}, true
}

func isPropertyList(s string) bool {
	for _, p := range strings.Split(s, ";") {
		key, value, _ := strings.Cut(p, "=")
		if !header.IsName(trim(key)) || !isBaggageValue(trim(value)) {
			return false
		}
	}
	return true
}

// isBaggageValue allows printable ASCII without space, quote, comma, semicolon and
// backslash.
func isBaggageValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`",;\`, r) })
}

// encodeBaggage is like url.PathEscape, with the set of octets of baggage.
func encodeBaggage(s string) string {
	if isBaggageValue(s) && !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if octet := s[i : i+1]; octet != "%" && isBaggageValue(octet) {
			b.WriteString(octet)
		} else {
			fmt.Fprintf(&b, "%%%02X", octet)
		}
	}
	return b.String()
}

// trim removes OWS, the optional white space of RFC 9110, section 5.6.3.
func trim(s string) string {
	return strings.Trim(s, " \t")
}

// writeItems writes baggage in formats with a header for each item. It writes the first
// [header.MaxItems] items by key, of those whose keys all gateways accept. It does not
// encode values that are not valid in a header, since readers of the format would not
// decode them: [header.Lines.Fit] removes them.
func writeItems(sc jaeger.SpanContext, w opentracing.TextMapWriter, prefix string, encode func(string) string) {
	items := sortedItems(sc, header.IsItemKey)
	for _, item := range items[:min(len(items), header.MaxItems)] {
		w.Set(prefix+item.Name, encode(item.Value))
	}
}

// sortedItems returns the items that are accepted and may fit, in the order of their
// keys, so that the same baggage makes the same headers, and the same items are left out
// at the limits.
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
