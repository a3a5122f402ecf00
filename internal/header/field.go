package header

import (
	"encoding/binary"
	"strings"
)

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
	b := []byte(s) // which makes no copy
	for len(b) >= 8 && isPrintable(binary.LittleEndian.Uint64(b)) {
		b = b[8:]
	}
	for _, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// isPrintable reports whether eight bytes are printable ASCII. In one that is not, the
// highest bit is set, or is set by subtracting ' ' or by adding 1.
func isPrintable(eight uint64) bool {
	const each = 0x0101010101010101
	return (eight|(eight-' '*each)|(eight+each))&(0x80*each) == 0
}
