package codec

import (
	"net/url"
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

// parseBaggage reads the members of all lines, up to the number that is allowed.
// Their length is limited already.
func (c *remote) parseBaggage(lines []string) {
	for _, line := range lines {
		for _, member := range strings.Split(line, ",") {
			key, p, ok := parseBaggageMember(member)
			if ok {
				c.addItem(key, p.value, p)
			}
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

func isBaggageValue(s string) bool { return all(s, isBaggageOctet) }

// isBaggageOctet allows printable ASCII without space, quote, comma, semicolon
// and backslash.
func isBaggageOctet(b byte) bool {
	return '!' <= b && b <= '~' && strings.IndexByte(`",;\`, b) < 0
}

// encodeBaggage is url.PathEscape for the octets of baggage, whose set is
// another.
func encodeBaggage(s string) string {
	if isBaggageValue(s) && !strings.Contains(s, "%") {
		return s
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c != '%' && isBaggageOctet(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

// all reports whether each byte of s is accepted.
func all(s string, accept func(b byte) bool) bool {
	for i := range len(s) {
		if !accept(s[i]) {
			return false
		}
	}
	return true
}

// trim removes OWS, the optional white space of RFC 9110, section 5.6.3.
func trim(s string) string {
	return strings.Trim(s, " \t")
}
