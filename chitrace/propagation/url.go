package propagation

import (
	"net/http"
	"strings"
)

// urlOf returns the http.url tag of r, or "" for none.
func (c *config) urlOf(r *http.Request) string {
	if c.url != nil {
		if url, ok := attempt(c.url, r); ok {
			return url
		}
	}
	return defaultURL(r)
}

// defaultURL leaves out what may be secret: query, fragment, user info, also
// where somebody put that into the host, and opaque parts.
func defaultURL(r *http.Request) string {
	if r.URL == nil { // the base will say so
		return ""
	}
	host := r.URL.Host[strings.LastIndexByte(r.URL.Host, '@')+1:]
	return r.URL.Scheme + "://" + host + r.URL.EscapedPath()
}
