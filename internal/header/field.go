package header

import "strings"

// IsName reports whether s can be the name of a header: a token of RFC 9110, section
// 5.6.2.
func IsName(s string) bool { return consistsOf(s, "!#$%&'*+-.^_`|~") }

// IsItemKey reports whether s consists of letters, digits and hyphens. Gateways refuse or
// drop headers with other bytes in their names, most often underscores.
func IsItemKey(s string) bool { return consistsOf(s, "-") }

// consistsOf reports whether s is not empty and consists of letters, digits and others.
func consistsOf(s, others string) bool {
	for i := range len(s) {
		if b := s[i]; (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'z') && strings.IndexByte(others, b) < 0 {
			return false
		}
	}
	return s != ""
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
