package header

import (
	"net/http"
	"strings"
)

// usualName is a name in the spelling of the tracers and in canonical form, and its pattern.
type usualName struct {
	lower, canonical string
	pattern          pattern
}

// usualNames has the usual names by both forms, which saves an allocation for each name.
var usualNames = makeUsualNames(
	"uber-trace-id", "jaeger-debug-id", "jaeger-baggage",
	"traceparent", "tracestate", "baggage",
	"b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags",
	"ot-tracer-traceid", "ot-tracer-spanid", "ot-tracer-sampled", "x-ot-span-context",
	"mockpfx-ids-traceid", "mockpfx-ids-spanid", "mockpfx-ids-sampled",
	"x-datadog-trace-id", "x-datadog-parent-id", "x-datadog-sampling-priority", "x-datadog-origin", "x-datadog-tags",
	"elastic-apm-traceparent", "sw8", "sw8-correlation", "sw8-x",
	"x-amzn-trace-id", "x-cloud-trace-context",
)

func makeUsualNames(names ...string) map[string]*usualName {
	usual := make(map[string]*usualName)
	for _, name := range names {
		canonical := http.CanonicalHeaderKey(name)
		usual[name] = &usualName{name, canonical, find(name)}
		usual[canonical] = usual[name]
	}
	return usual
}

// parseName returns the canonical form and the pattern of any name.
func parseName(name string) (canonical string, p pattern) {
	if usual, ok := usualNames[name]; ok {
		return usual.canonical, usual.pattern
	}
	name = http.CanonicalHeaderKey(name)
	return name, find(name)
}

func canonicalName(name string) string {
	if usual, ok := usualNames[name]; ok {
		return usual.canonical
	}
	return http.CanonicalHeaderKey(name)
}

func lowerName(name string) string {
	switch name { // faster than the map
	case "Uber-Trace-Id":
		return "uber-trace-id"
	case "Traceparent":
		return "traceparent"
	}
	if usual, ok := usualNames[name]; ok {
		return usual.lower
	}
	return strings.ToLower(name)
}

// isWellKnown reports whether browsers, clients or proxies send a header of that name,
// and no tracer uses it. Four bytes, which are compared at once, tell most groups apart.
func isWellKnown(name string) bool {
	if len(name) > 4 {
		switch rest := name[4:]; name[:4] {
		case "Sec-":
			return true
		case "X-Fo":
			return strings.HasPrefix(rest, "rwarded-")
		case "X-En":
			return strings.HasPrefix(rest, "voy-")
		case "X-Am":
			return strings.HasPrefix(rest, "z-") || strings.HasPrefix(rest, "zn-") && rest != "zn-Trace-Id"
		case "X-Az":
			return strings.HasPrefix(rest, "ure-")
		case "X-Or":
			return strings.HasPrefix(rest, "iginal-")
		}
	}
	switch name {
	case "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Alt-Used", "Authorization",
		"Cache-Control", "Cdn-Loop", "Connection", "Content-Encoding", "Content-Language", "Content-Length",
		"Content-Type", "Cookie", "Date", "Dnt", "Early-Data", "Expect", "Forwarded", "From", "Host",
		"If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
		"Keep-Alive", "Origin", "Pragma", "Priority", "Proxy-Authorization", "Purpose", "Range", "Referer",
		"Save-Data", "Te", "Trailer", "Transfer-Encoding", "True-Client-Ip", "Upgrade",
		"Upgrade-Insecure-Requests", "User-Agent", "Via",
		"X-Api-Key", "X-Client-Ip", "X-Csrf-Token", "X-Real-Ip", "X-Request-Id", "X-Request-Start",
		"X-Requested-With", "X-Scheme":
		return true
	}
	return strings.HasPrefix(name, "Cf-")
}
