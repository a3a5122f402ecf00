package text

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestURL(t *testing.T) {
	long := strings.Repeat("x", 10*Max)
	tests := []struct {
		name, scheme, host string
		url                url.URL
		want               string
	}{
		{"path", "http", "example.com", url.URL{Path: "/users/7"}, "http://example.com/users/7"},
		{"query and fragment", "http", "example.com", url.URL{Path: "/u", RawQuery: "token=t", Fragment: "t"}, "http://example.com/u"},
		{"user info in the host", "http", "u:pw@example.com", url.URL{Path: "/u"}, "http://example.com/u"},
		{"encoded", "http", "example.com", url.URL{Path: "/a/b", RawPath: "/a%2Fb"}, "http://example.com/a%2Fb"},
		{"asterisk", "http", "example.com", url.URL{Path: "*"}, "http://example.com/*"},
		{"long path", "http", "a", url.URL{Path: "/" + long}, "http://a/" + long[:Max-len("http://a/")]},
		{"long host", "http", long, url.URL{Path: "/u"}, "http://" + long[:Max-len("http://")]},
		{"invalid bytes in the host", "http", "a\xffb", url.URL{Path: "/u"}, "http://a\uFFFDb/u"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := URL(tt.scheme, tt.host, &tt.url); got != tt.want {
				t.Errorf("got %d bytes %.60q, want %d bytes %.60q", len(got), got, len(tt.want), tt.want)
			}
		})
	}
}

func FuzzURL(f *testing.F) {
	f.Add("example.com", "/users/7")
	f.Add("u:pw@\xff", "/\xff%zz")
	f.Fuzz(func(t *testing.T, host, path string) {
		got := URL("http", host, &url.URL{Path: path})
		if len(got) > Max || !utf8.ValidString(got) || strings.ContainsAny(got, "?#") && !strings.ContainsAny(host, "?#") {
			t.Errorf("got %q", got)
		}
	})
}
