package soak

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

const strangers = 10_000

// TestStrangers sends methods, paths, hosts and headers that nobody has sent
// before: what they are called has to stay within what the program knows.
func TestStrangers(t *testing.T) {
	c, l := newTally(t, false), newLedger()
	h := newService(c, l)
	flat(t, 2*strangers, func() {}, func(n int) {
		load(n, func(r *rand.Rand) { h.ServeHTTP(&writer{header: http.Header{}}, stranger(r)) })
	})
	c.check(t, 2*strangers)
	c.mu.Lock()
	defer c.mu.Unlock()
	// 8 methods and OTHER, under three patterns that anything can get to and no pattern.
	const wantNames = 8*5 + 1
	if len(c.names) > wantNames {
		t.Errorf("got %d names, want at most %d: %.2000v", len(c.names), wantNames, c.names)
	}
	// Requests, durations and sizes, of as many series as there are names, and the gauge.
	const wantSeries = 3*2*wantNames + 1
	if n := l.size(t); n > wantSeries {
		t.Errorf("got %d series, want at most %d", n, wantSeries)
	}
	t.Logf("%d names, %d series", len(c.names), l.size(t))
}

// stranger makes a request out of random bytes, some of them below a route.
func stranger(r *rand.Rand) *http.Request {
	methods := []string{"GET", "POST", "HEAD", "DELETE", "PATCH", "PUT", "OPTIONS", "TRACE", text(r), text(r)}
	prefixes := []string{"/", "/v1/users/", "/v1/", "/api/", "/v1/named/"}
	req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", http.NoBody)
	req.Method = methods[r.IntN(len(methods))]
	req.URL = &url.URL{Path: prefixes[r.IntN(len(prefixes))] + text(r)}
	req.Host = text(r)
	req.Header[text(r)] = []string{text(r)}
	req.Header.Set("Uber-Trace-Id", text(r))
	req.Header.Set("Jaeger-Baggage", text(r))
	return req
}

// text is of any bytes, not only of valid ones.
func text(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(30) {
		b.WriteByte(byte(r.Uint32()))
	}
	return b.String()
}

// TestStrangeCalls calls as many hosts, by methods and with names of their own.
func TestStrangeCalls(t *testing.T) {
	c, l := newTally(t, false), newLedger()
	client, b := newClient(c, l, imagined(func(r *http.Request) (*http.Response, error) {
		return answer(http.StatusOK, io.NopCloser(strings.NewReader("")))(r)
	}))
	flat(t, 2*strangers, func() {}, func(n int) {
		load(n, func(r *rand.Rand) {
			req := stranger(r)
			req.URL.Scheme, req.URL.Host = "http", strings.ReplaceAll(text(r), " ", "-")
			if resp, err := client.Transport.RoundTrip(req); err == nil { //nolint:bodyclose // it is
				readAndClose(resp)
			}
		})
	})
	checkCalls(t, c, l, b)
	const wantNames, wantHosts = 9, 1002 // "other" and "unknown" do not count towards the limit
	if len(c.names) > wantNames {
		t.Errorf("got %d names: %.2000v", len(c.names), c.names)
	}
	hosts := map[string]bool{}
	for key := range l.series(t, "http_client_requests_total") {
		host, _, _ := strings.Cut(key, " ")
		hosts[host] = true
	}
	// Some have the same label, of what is not UTF-8 in them.
	if len(hosts) > wantHosts || !hosts["other"] {
		t.Errorf("got %d hosts, want at most %d", len(hosts), wantHosts)
	}
	t.Logf("%d names, %d hosts, %d series", len(c.names), len(hosts), l.size(t))
}
