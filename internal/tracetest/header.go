package tracetest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// WantHeader compares headers.
func WantHeader(tb testing.TB, got, want http.Header) {
	tb.Helper()
	if !maps.EqualFunc(got, want, slices.Equal) {
		tb.Errorf("got %.300v\nwant %.300v", got, want)
	}
}

// AddHeaders adds headers as "Name: value".
func AddHeaders(r *http.Request, headers ...string) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
}

// BrowserHeader returns the header of a browser's request that came through proxies.
func BrowserHeader() http.Header {
	return http.Header{
		"Accept": {"*/*"}, "Accept-Encoding": {"gzip"}, "Accept-Language": {"en"}, "Cookie": {"session=secret"},
		"Referer": {"https://example.com/"}, "User-Agent": {"Mozilla/5.0"}, "Priority": {"u=1"},
		"Sec-Ch-Ua": {`"Chromium"`}, "Sec-Ch-Ua-Mobile": {"?0"}, "Sec-Ch-Ua-Platform": {`"Linux"`},
		"Sec-Fetch-Dest": {"empty"}, "Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Site": {"same-origin"},
		"X-Forwarded-For": {"192.0.2.1"}, "X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"example.com"},
		"X-Request-Id": {"4f1c"}, "X-Envoy-External-Address": {"192.0.2.1"}, "X-Envoy-Attempt-Count": {"1"},
		"X-Amzn-Requestid": {"1"}, "X-Azure-Ref": {"1"}, "X-Original-Url": {"/"},
	}
}

// ForeachLine calls f with the headers in s, one "name: value" a line: the way to give
// a fuzz target several headers in one string. Each tilde at the start of a line
// doubles the value, so that a short string passes the limits.
func ForeachLine(s string, f func(name, value string)) {
	for _, line := range strings.Split(s, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		tildes := len(name) - len(strings.TrimLeft(name, "~"))
		f(name[tildes:], strings.Repeat(value, 1<<min(tildes, 14)))
	}
}
