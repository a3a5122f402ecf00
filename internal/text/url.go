package text

import (
	"net/url"
	"regexp"
	"strings"
)

// URL returns scheme://host/path as a value, without user info and query, since
// secrets travel there.
func URL(scheme, host string, u *url.URL) string {
	if len(u.Path) > Max { // the part that does not fit is not escaped either
		u = &url.URL{Path: first(u.Path, Max)}
	}
	path := u.EscapedPath()
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

// withoutSecrets returns a URL without user info, query and fragment.
func withoutSecrets(raw string) string {
	if i := strings.IndexAny(raw, "?#"); i >= 0 {
		raw = raw[:i]
	}
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw
	}
	authority, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + rest[strings.LastIndexByte(authority, '@')+1:]
}

// urls matches the URLs in a text, from behind the scheme to where a space, a
// quote or an angle bracket does not belong to them.
var urls = regexp.MustCompile("://[^ \t\r\n\"'`<>]*")

// withoutURLSecrets returns s with every URL in it as withoutSecrets has it.
func withoutURLSecrets(s string) string {
	return urls.ReplaceAllStringFunc(s, withoutSecrets)
}
