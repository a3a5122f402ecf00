package codec

import (
	"strings"

	"github.com/opentracing/opentracing-go"
)

// read looks up the lines of each of names, which are in canonical form, and
// leaves those of names[i] in values[i].
//
// A server's headers are keyed canonically, so that each name costs one look-up.
// Only a carrier with none of the names, or one that is no http.Header, is
// searched key by key, for other spellings.
func read(carrier any, names []string, values [][]string) error {
	r, ok := carrier.(opentracing.TextMapReader)
	if !ok {
		return opentracing.ErrInvalidCarrier
	}
	if h, ok := carrier.(opentracing.HTTPHeadersCarrier); ok {
		found := false
		for i, name := range names {
			values[i] = h[name]
			found = found || len(values[i]) > 0
		}
		if found {
			return nil
		}
	}
	lines, err := search(r, names)
	copy(values, lines)
	return err
}

// search is apart from read to keep read's slices off the heap.
func search(r opentracing.TextMapReader, names []string) ([][]string, error) {
	values := make([][]string, len(names))
	err := r.ForeachKey(func(name, value string) error {
		for i := range names {
			if strings.EqualFold(name, names[i]) {
				values[i] = append(values[i], value)
				break
			}
		}
		return nil
	})
	if err != nil {
		return nil, opentracing.ErrSpanContextCorrupted
	}
	return values, nil
}

// lines is the carrier that jaeger-client-go's propagators are given: checked
// headers only, their names in lower case.
type lines []line

type line struct{ name, value string }

// ForeachKey implements opentracing.TextMapReader.
func (l lines) ForeachKey(handler func(name, value string) error) error {
	for _, line := range l {
		if err := handler(line.name, line.value); err != nil {
			return err
		}
	}
	return nil
}

func (l *lines) add(name, value string) {
	*l = append(*l, line{name, value})
}

// cutPrefixFold is strings.CutPrefix for header names, whose case is free.
func cutPrefixFold(name, prefix string) (rest string, ok bool) {
	if len(name) < len(prefix) || !strings.EqualFold(name[:len(prefix)], prefix) {
		return name, false
	}
	return name[len(prefix):], true
}

// trim removes OWS, the optional white space of RFC 9110, section 5.6.3.
func trim(s string) string {
	return strings.Trim(s, " \t")
}

// isToken tells whether s can be a header name (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func isTokenByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' ||
		strings.IndexByte("!#$%&'*+-.^_`|~", b) >= 0
}

// isFieldValue tells whether s can be a header value (RFC 9110, section 5.5):
// no control character but the tab, so no line break either.
func isFieldValue(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' && b != '\t' || b == 0x7f {
			return false
		}
	}
	return true
}

// isLowerHex tells whether s is n hexadecimal digits; W3C and B3 allow lower
// case alone.
func isLowerHex(s string, n int) bool {
	for i := range len(s) {
		if b := s[i]; (b < '0' || '9' < b) && (b < 'a' || 'f' < b) {
			return false
		}
	}
	return len(s) == n
}
