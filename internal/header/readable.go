package header

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// readable returns the part of a line that a tracer may read, or false if there is none.
func (r *Reader) readable(name, value string) (string, bool) {
	switch p := find(name); {
	case p.name == "Jaeger-Baggage":
		return wellFormed(value)
	case p.name == "Jaeger-Debug-Id":
		return value, len(value) <= MaxDebugID && isText(value)
	case p.family != Own:
		return value, true
	}
	switch r.kindOf(name) {
	case kindUnknown:
		return "", false
	case kindItem:
		return value, true
	case kindList:
		return wellFormed(value)
	}
	return value, isText(value)
}

// kindOf returns the known kind of a header that belongs to no family. It notes up to
// maxNames names that are not known.
func (r *Reader) kindOf(name string) kind {
	if r.extractor == nil {
		return kindForeign
	}
	k := r.extractor.known()[http.CanonicalHeaderKey(name)]
	if k == kindUnknown {
		k = r.kinds[name]
	}
	if k == kindUnknown && len(r.kinds) < maxNames {
		if r.kinds == nil {
			r.kinds = make(map[string]kind)
		}
		r.kinds[name] = kindUnknown
	}
	return k
}

// isText reports whether s is valid UTF-8, both as it is and query-unescaped.
func isText(s string) bool {
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
