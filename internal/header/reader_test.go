package header

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// browserWith returns the headers of a browser's request that came through
// proxies, and those of the caller.
func browserWith(caller http.Header) http.Header {
	h := http.Header{
		"Accept": {"*/*"}, "Accept-Encoding": {"gzip"}, "Accept-Language": {"en"}, "Cookie": {"session=secret"},
		"Referer": {"https://example.com/"}, "User-Agent": {"Mozilla/5.0"}, "Priority": {"u=1"},
		"Sec-Ch-Ua": {`"Chromium"`}, "Sec-Ch-Ua-Mobile": {"?0"}, "Sec-Ch-Ua-Platform": {`"Linux"`},
		"Sec-Fetch-Dest": {"empty"}, "Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Site": {"same-origin"},
		"X-Forwarded-For": {"192.0.2.1"}, "X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"example.com"},
		"X-Request-Id": {"4f1c"}, "X-Envoy-External-Address": {"192.0.2.1"}, "X-Envoy-Attempt-Count": {"1"},
		"X-Amzn-Requestid": {"1"},
	}
	maps.Copy(h, caller)
	return h
}

// read returns what the Reader hands out.
func read(tb testing.TB, h http.Header) http.Header {
	tb.Helper()
	r := NewReader(h)
	got := http.Header{}
	err := r.ForeachKey(func(name, value string) error {
		if name != strings.ToLower(name) {
			tb.Errorf("%q is not in lower case", name)
		}
		got.Add(name, value)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return got
}

func wireSize(h http.Header, is func(string) bool) (n int) {
	for name, values := range h {
		if is(name) {
			n += size(name, values...)
		}
	}
	return n
}

// equal compares headers, whatever the order of a header's lines.
func equal(a, b http.Header) bool {
	return maps.EqualFunc(a, b, func(x, y []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y)))
	})
}

func TestReader(t *testing.T) {
	for name, header := range map[string]http.Header{
		"nothing":                        {},
		"W3C":                            {"Traceparent": {"00-1-2-01"}, "Tracestate": {"a=1", "b=2"}, "Baggage": {"a=1", "b=2"}},
		"Jaeger":                         {"Uber-Trace-Id": {"1:2:3:1"}, "Uberctx-Tenant": {"acme"}, "Jaeger-Debug-Id": {"d"}},
		"B3":                             {"B3": {"0"}, "X-B3-Traceid": {"1"}, "Baggage-Tenant": {"acme"}},
		"unknown":                        {"X-Tenant": {"acme", "umbrella"}},
		"X-Ray behind Amazon's balancer": {"X-Amzn-Trace-Id": {"Root=1-2-3"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := browserWith(header)
			before := h.Clone()
			r := NewReader(h)
			if got, want := r.Empty(), len(header) == 0; got != want {
				t.Errorf("empty = %t, want %t", got, want)
			}
			if got := read(t, h); !equal(got, header) {
				t.Errorf("read %v, want %v", got, header)
			}
			for name, values := range header {
				if got := r.Carrier()[name]; !slices.Equal(got, values) {
					t.Errorf("the carrier has %s: %v, want %v", name, got, values)
				}
			}
			if !equal(h, before) {
				t.Errorf("the header turned into %v", h)
			}
		})
	}
}

// list returns a baggage list of that many members of ten bytes.
func list(members int) string {
	return strings.TrimSuffix(strings.Repeat("key=value,", members), ",")
}

func TestIncomingBudget(t *testing.T) {
	long := strings.Repeat("v", Budget)
	escaped := func(members int) string { return strings.ReplaceAll(list(members), ",", "%2C") }
	tests := []struct {
		name         string
		header, want http.Header
	}{
		{
			"exactly the budget",
			http.Header{"Uberctx-A": {long[:Budget-13]}, "Baggage": {list(1000)}},
			http.Header{"Uberctx-A": {long[:Budget-13]}},
		},
		{"one byte more", http.Header{"Uberctx-A": {long[:Budget-12]}}, http.Header{}},
		{
			"the largest go first",
			http.Header{"Uberctx-A": {long[:5000]}, "Baggage-B": {long[:4000]}, "Ot-Baggage-C": {"v"}},
			http.Header{"Baggage-B": {long[:4000]}, "Ot-Baggage-C": {"v"}},
		},
		{
			"as many of one size as fit",
			http.Header{"Uberctx-A": {long[:3000], long[:3000], long[:3000]}, "Uberctx-B": {"v"}, "Baggage": {list(1000)}},
			http.Header{"Uberctx-A": {long[:3000], long[:3000]}, "Uberctx-B": {"v"}, "Baggage": {list(214)}},
		},
		{
			"a list is cut at a member",
			http.Header{"Baggage": {list(1000), list(1000)}},
			http.Header{"Baggage": {list(818)}}, // 8179 bytes, and 11 for the name
		},
		{
			"a list of which the last member just fits",
			http.Header{"Baggage": {list(1000)}, "Uberctx-A": {"123456789"}},
			http.Header{"Baggage": {list(816)}, "Uberctx-A": {"123456789"}},
		},
		{"a list of one member", http.Header{"Baggage": {"key=" + long}}, http.Header{}},
		{"Jaeger's list", http.Header{"Jaeger-Baggage": {list(1000)}}, http.Header{"Jaeger-Baggage": {list(817)}}},
		{"escaped", http.Header{"Jaeger-Baggage": {escaped(1000)}}, http.Header{"Jaeger-Baggage": {escaped(681)}}},
		{
			"escaped in lower case",
			http.Header{"Jaeger-Baggage": {strings.ToLower(escaped(1000))}},
			http.Header{"Jaeger-Baggage": {strings.ToLower(escaped(681))}},
		},
		{
			"ids have no part in it",
			http.Header{"Traceparent": {"00-1-2-01"}, "Tracestate": {long}, "Baggage-A": {long}},
			http.Header{"Traceparent": {"00-1-2-01"}, "Tracestate": {long}},
		},
		{
			"a line that is too long for ids",
			http.Header{"Uber-Trace-Id": {long + "v", "1:2:3:1"}},
			http.Header{"Uber-Trace-Id": {"1:2:3:1"}},
		},
		{
			"a debug id that is too long",
			http.Header{"Jaeger-Debug-Id": {long[:MaxDebugID+1], long[:MaxDebugID]}},
			http.Header{"Jaeger-Debug-Id": {long[:MaxDebugID]}},
		},
		{
			"headers that may be some tracer's",
			http.Header{"X-Ctx-Id": {"1"}, "X-Ctx-Baggage": {long}, "Baggage-A": {"v"}, "Accept": {"*/*"}},
			http.Header{"X-Ctx-Id": {"1"}, "Baggage-A": {"v"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, tt.header); !equal(got, tt.want) {
				t.Errorf("read %.300v\nwant %.300v", got, tt.want)
			}
			r := NewReader(tt.header)
			if got := http.Header(r.Carrier()); !equal(got, tt.want) {
				t.Errorf("the carrier has %.300v\nwant %.300v", got, tt.want)
			}
		})
	}
}
