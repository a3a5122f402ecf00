package text

import (
	"net/url"
	"strings"
)

// URL returns scheme://host/path as a value, without user info and query, since
// secrets travel there.
func URL(scheme, host string, u *url.URL) string {
	path := escapedPath(u)
	if path != "" && path[0] != '/' {
		path = "/" + path // OPTIONS *
	}
	return Name(scheme + "://" + Host(host) + first(path, Max))
}

// Host returns a host without the user info that somebody may have written into
// it. A long one is cut.
func Host(host string) string {
	return first(host[strings.LastIndexByte(host, '@')+1:], Max)
}

// escapedPath returns u.EscapedPath(), of a long path only the part that fits.
func escapedPath(u *url.URL) string {
	if len(u.Path) <= Max {
		return u.EscapedPath()
	}
	return (&url.URL{Path: first(u.Path, Max)}).EscapedPath()
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
