package text

import (
	"net/url"
	"strings"
)

// URL returns scheme://host/path as a value. User info is cut off the host,
// where a caller may have written it.
func URL(scheme, host string, u *url.URL) string {
	host = host[strings.LastIndexByte(host, '@')+1:]
	path := escapedPath(u)
	if path != "" && path[0] != '/' {
		path = "/" + path // OPTIONS *
	}
	if n := len(scheme) + len("://") + len(host) + len(path); n <= Max && isASCII(host) && isASCII(path) {
		return scheme + "://" + host + path
	}
	return Cut(scheme + "://" + first(host, Max) + first(path, Max))
}

// escapedPath returns u.EscapedPath(), of a long path only the part that fits.
func escapedPath(u *url.URL) string {
	if len(u.Path) <= Max {
		return u.EscapedPath()
	}
	return (&url.URL{Path: first(u.Path, Max)}).EscapedPath()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// withoutSecrets returns a URL without user info, query and fragment.
func withoutSecrets(raw string) string {
	if i := strings.IndexAny(raw, "?#"); i >= 0 {
		raw = raw[:i]
	}
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw
	}
	end := strings.IndexByte(rest, '/')
	if end < 0 {
		end = len(rest)
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest[:end], '@')+1:]
}

// withoutURLSecrets returns s with every URL in it as withoutSecrets has it. A
// URL ends where a space, a quote or an angle bracket does not belong to it.
func withoutURLSecrets(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "://")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		rest := s[i:]
		end := strings.IndexAny(rest, " \t\r\n\"'`<>")
		if end < 0 {
			end = len(rest)
		}
		b.WriteString(s[:i])
		b.WriteString(withoutSecrets(rest[:end]))
		s = rest[end:]
	}
}
