package chitrace

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// carrier returns the headers that a tracer may find a context in, nil if there
// are none. Tracers lower-case every name that they are handed, and allocate for
// it, while most of what a browser sends is never theirs. The result is the
// concrete HTTPHeadersCarrier because some tracers, OpenTelemetry's bridge among
// them, look for that type.
func carrier(h http.Header) (c opentracing.HTTPHeadersCarrier) {
	for name, values := range h {
		if wellKnown(name) {
			continue
		}
		if name == jaegerBaggage {
			values = wellFormed(values)
		}
		if c == nil {
			c = opentracing.HTTPHeadersCarrier{}
		}
		c[name] = values
	}
	return c
}

// wellKnown names the headers that every browser, client and proxy sends and
// that no tracer keeps a context in.
func wellKnown(name string) bool {
	switch name {
	case "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization",
		"Cache-Control", "Connection", "Content-Encoding", "Content-Language", "Content-Length",
		"Content-Type", "Cookie", "Date", "Dnt", "Expect", "Forwarded", "From", "Host",
		"If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
		"Keep-Alive", "Origin", "Pragma", "Priority", "Proxy-Authorization", "Range", "Referer",
		"Sec-Ch-Ua", "Sec-Ch-Ua-Mobile", "Sec-Ch-Ua-Platform",
		"Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Sec-Gpc",
		"Sec-Websocket-Extensions", "Sec-Websocket-Key", "Sec-Websocket-Protocol", "Sec-Websocket-Version",
		"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests", "User-Agent", "Via",
		"X-Csrf-Token", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto",
		"X-Real-Ip", "X-Requested-With":
		return true
	}
	return false
}

// jaegerBaggage is the header that a person may send baggage to Jaeger's client
// in, as "key=value, key=value". What the client cannot parse of it, it prints
// to the standard logger: a way to fill anyone's log.
const jaegerBaggage = "Jaeger-Baggage"

// wellFormed returns what Jaeger's client can parse of its baggage header.
func wellFormed(lines []string) []string {
	var kept []string
	for _, line := range lines {
		line, err := url.QueryUnescape(line)
		if err != nil {
			continue
		}
		var pairs []string
		for pair := range strings.SplitSeq(line, ",") {
			if strings.Count(pair, "=") == 1 {
				pairs = append(pairs, pair)
			}
		}
		if len(pairs) > 0 {
			kept = append(kept, url.QueryEscape(strings.Join(pairs, ",")))
		}
	}
	return kept
}
