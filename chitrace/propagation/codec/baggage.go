package codec

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// property is the metadata of a baggage member, "k1=v1;k2", and the value that
// the member had.
type property struct{ list, value string }

// formatBaggage lists the members that fit, in the order of their keys.
func formatBaggage(sc jaeger.SpanContext, properties map[string]property) string {
	var items header.Lines
	sc.ForeachBaggageItem(func(key, value string) bool {
		if header.IsName(key) {
			items.Set(key, value)
		}
		return true
	})
	slices.SortFunc(items, func(a, b header.Line) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	n := 0
	for _, item := range items {
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
		if !ok {
			continue
		}
		c.addItem(key, p.value)
		if p.list != "" {
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

// writeItems writes baggage in formats with a header for each item. It does not encode
// values that are not valid in a header, since readers of the format would not decode
// them: the Writer leaves them out.
func writeItems(sc jaeger.SpanContext, w *header.Writer, prefix string, encode func(string) string) {
	sc.ForeachBaggageItem(func(key, value string) bool {
		w.Set(prefix+key, encode(value))
		return true
	})
}
