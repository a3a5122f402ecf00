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

// usualNames has the usual names by their length. They save an allocation for each name.
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

func makeUsualNames(names ...string) (usual [32][]usualName) {
	for _, name := range names {
		n := len(name)
		usual[n] = append(usual[n], usualName{name, http.CanonicalHeaderKey(name), find(name)})
	}
	return usual
}

// usual returns the usual name whose forms one is name, or nil.
func usual(name string) *usualName {
	names := usualNames[min(len(name), len(usualNames)-1)]
	for i := range names {
		if u := &names[i]; name == u.lower || name == u.canonical {
			return u
		}
	}
	return nil
}

// parseName returns the canonical form and the pattern of any name.
func parseName(name string) (canonical string, p pattern) {
	if u := usual(name); u != nil {
		return u.canonical, u.pattern
	}
	name = http.CanonicalHeaderKey(name)
	return name, find(name)
}

func lowerName(name string) string {
	if u := usual(name); u != nil {
		return u.lower
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
