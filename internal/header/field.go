package header

import "strings"

// IsName reports whether a header may be named so: a token of RFC 9110, section
// 5.6.2.
func IsName(s string) bool {
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

// IsValue reports whether s can be a header value (RFC 9110, section 5.5). It
// has no control character but the tab, so no line break either.
func IsValue(s string) bool {
	for i := range len(s) {
		// Most are printable ASCII: one comparison.
		if b := s[i]; b-' ' > '~'-' ' && b < 0x80 && b != '\t' {
			return false
		}
	}
	return true
}
