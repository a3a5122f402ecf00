// Package text makes tag and log values from text of callers: valid UTF-8, limited in
// length, without secrets in URLs. It also writes ids.
package text

import (
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Max and MaxStack are the maximum lengths of a value and of a stack trace, in bytes. A
// span with a stack of MaxStack bytes fits into one UDP packet of Jaeger's client.
const (
	Max      = 2 << 10
	MaxStack = 16 << 10
)

// Cut returns the first Max bytes of s, cut at a rune, with U+FFFD in place of invalid
// UTF-8. The result is a copy, so it does not keep the memory of a request alive.
func Cut(s string) string { return cut(s, Max) }

// Name returns s within the limits of Cut, as the name of a span. It does not copy s if
// s is within them.
func Name(s string) string {
	if len(s) <= Max && utf8.ValidString(s) {
		return s
	}
	return Cut(s)
}

func cut(s string, limit int) string {
	v := strings.ToValidUTF8(prefix(s, limit), "\uFFFD")
	v = prefix(v, limit) // U+FFFD is longer than the byte that it replaces
	return strings.Clone(v)
}

// prefix returns at most n bytes of s and does not split a rune.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n] // not valid UTF-8
}

// URL returns scheme://host/path within the limits of a value. User info and query,
// which may hold secrets, are left out.
func URL(scheme, host string, u *url.URL) string {
	if len(u.Path) > Max { // do not escape the part that is cut
		u = &url.URL{Path: prefix(u.Path, Max)}
	}
	path := u.EscapedPath() // which is ASCII
	if path != "" && path[0] != '/' {
		path = "/" + path // OPTIONS *
	}
	var room [256]byte
	b := append(append(room[:0], scheme...), "://"...)
	return Name(string(append(append(b, Host(host)...), path...)))
}

// Host returns a host without user info, which a caller may have written into it. It is
// cut to Max bytes.
func Host(host string) string {
	if strings.IndexByte(host, '@') >= 0 { // faster than from the end
		host = host[strings.LastIndexByte(host, '@')+1:]
	}
	return prefix(host, Max)
}

// AppendTraceID appends 32 hexadecimal digits, or 16 if those are enough.
func AppendTraceID(b []byte, high, low uint64) []byte {
	if high != 0 {
		b = AppendID(b, high)
	}
	return AppendID(b, low)
}

// AppendID appends 16 hexadecimal digits.
func AppendID(b []byte, id uint64) []byte {
	var octets [8]byte
	binary.BigEndian.PutUint64(octets[:], id)
	return hex.AppendEncode(b, octets[:])
}
