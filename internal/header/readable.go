package header

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// isHarmless reports whether no line of a header within the budget has to be
// changed or left out.
func (r *Reader) isHarmless(name string, values []string) bool {
	switch Of(name) {
	case 0:
		k := r.kindOf(name)
		return k != kindList && k != kindUnknown && !slices.ContainsFunc(values, isEncoded)
	case Jaeger:
		return !strings.EqualFold(name, jaegerBaggage) && !strings.EqualFold(name, jaegerDebugID)
	}
	return true
}

// kindOf returns what is known of a header that belongs to no family.
func (r *Reader) kindOf(name string) kind {
	if r.names == nil {
		return kindForeign
	}
	if k := r.names.get(name); k != kindUnknown {
		return k
	}
	return r.kinds[name]
}

// isEncoded reports whether s may be anything but ASCII once it is unescaped.
func isEncoded(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '%' {
			return true
		}
	}
	return false
}

// readable returns the part of a line that a tracer may read, or false if there
// is none.
func (r *Reader) readable(line Line) (value string, ok bool) {
	switch value = line.Value; {
	case strings.EqualFold(line.Name, jaegerBaggage):
		value = wellFormed(value)
		return value, value != ""
	case strings.EqualFold(line.Name, jaegerDebugID):
		return value, len(value) <= MaxDebugID && IsText(value)
	case Of(line.Name) == 0:
		return r.readableOther(line)
	}
	return value, len(value) <= Budget // ids, as others are within it
}

// readableOther is readable for a header that belongs to no family.
func (r *Reader) readableOther(line Line) (value string, ok bool) {
	switch r.kindOf(line.Name) {
	case kindItem:
		return line.Value, true
	case kindList:
		value = wellFormed(line.Value)
		return value, value != ""
	case kindUnknown:
		r.original.withhold(line.Name)
		return "", false
	}
	return line.Value, IsText(line.Value)
}

// withhold keeps a name that the tracer has to be asked about. One name more than
// maxNames says that there are too many.
func (r *Reader) withhold(name string) {
	if len(r.withheld) <= maxNames && !slices.Contains(r.withheld, name) {
		r.withheld = append(r.withheld, name)
	}
}

// IsText reports whether s is valid UTF-8, as it is and query-unescaped.
func IsText(s string) bool {
	unescaped, err := url.QueryUnescape(s)
	return utf8.ValidString(s) && (err != nil || utf8.ValidString(unescaped))
}

// wellFormed returns what jaeger-client-go can parse of jaeger-baggage, a list
// "key=value, key=value" that may be query-escaped as a whole.
func wellFormed(line string) string {
	list, err := url.QueryUnescape(line)
	if err != nil {
		return ""
	}
	pairs := strings.Split(list, ",")
	all := len(pairs)
	pairs = slices.DeleteFunc(pairs, func(pair string) bool { return strings.Count(pair, "=") != 1 })
	if len(pairs) == all {
		return line
	}
	return url.QueryEscape(strings.Join(pairs, ","))
}
