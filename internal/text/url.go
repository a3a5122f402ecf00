package text

import (
	"net/url"
	"strings"
)

// URL returns scheme://host/path as a value, without user info and query, since
// secrets travel there.
func URL(scheme, host string, u *url.URL) string {
	if len(u.Path) > Max { // the part that does not fit is not escaped either
		u = &url.URL{Path: prefix(u.Path, Max)}
	}
	path := u.EscapedPath()
	if path != "" && path[0] != '/' {
		path = "/" + path // OPTIONS *
	}
	return Name(scheme + "://" + Host(host) + prefix(path, Max))
}

// Host returns a host without the user info that somebody may have written into
// it. A long one is cut.
func Host(host string) string {
	return prefix(host[strings.LastIndexByte(host, '@')+1:], Max)
}
