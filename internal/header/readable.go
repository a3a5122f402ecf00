package header

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// readable returns the part of a line that a tracer may read, or false if there
// is none.
func (r *Reader) readable(name, value string) (string, bool) {
	switch find(name).name {
	case "":
		return r.readableOther(name, value)
	case "jaeger-baggage":
		return wellFormed(value)
	case "jaeger-debug-id":
		return value, len(value) <= MaxDebugID && IsText(value)
	}
	return value, len(value) <= Budget // ids, as others are within it
}

// readableOther is readable for a header that belongs to no family.
func (r *Reader) readableOther(name, value string) (string, bool) {
	switch r.kindOf(name) {
	case kindUnknown:
		r.original.withhold(name)
		return "", false
	case kindItem:
		return value, true
	case kindList:
		return wellFormed(value)
	}
	return value, IsText(value)
}

// kindOf returns the known kind of a header that belongs to no family.
func (r *Reader) kindOf(name string) kind {
	if r.names == nil {
		return kindForeign
	}
	if k := r.names.get(name); k != kindUnknown {
		return k
	}
	return r.kinds[name]
}

// withhold remembers a name whose kind is not known yet. More than maxNames names mean
// that there are too many.
func (r *Reader) withhold(name string) {
	if len(r.withheld) <= maxNames && !slices.Contains(r.withheld, name) {
		r.withheld = append(r.withheld, name)
	}
}

// IsText reports whether s is valid UTF-8, both as it is and query-unescaped.
func IsText(s string) bool {
	unescaped, err := url.QueryUnescape(s)
	return utf8.ValidString(s) && (err != nil || utf8.ValidString(unescaped))
}

// wellFormed returns the pairs of a jaeger-baggage header that jaeger-client-go can parse.
// The header is a list "key=value, key=value" that may be query-escaped as a whole. It
// returns false if there are no such pairs.
func wellFormed(line string) (string, bool) {
	list, err := url.QueryUnescape(line)
	if err != nil {
		return "", false
	}
	pairs := strings.Split(list, ",")
	all := len(pairs)
	pairs = slices.DeleteFunc(pairs, func(pair string) bool { return strings.Count(pair, "=") != 1 })
	if len(pairs) == all {
		return line, true
	}
	return url.QueryEscape(strings.Join(pairs, ",")), len(pairs) > 0
}
