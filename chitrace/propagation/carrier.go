package propagation

import "net/http"

// carrier takes what Inject writes. It is [opentracing.HTTPHeadersCarrier] less
// that one's allocations for the names and values of the usual formats.
type carrier struct {
	header http.Header
	values [4]string
	used   int
}

// Set implements [opentracing.TextMapWriter].
func (c *carrier) Set(name, value string) {
	canonical, ok := canonicalNames[name]
	if !ok {
		canonical = http.CanonicalHeaderKey(name)
	}
	if c.used == len(c.values) {
		c.header[canonical] = []string{value}
		return
	}
	c.values[c.used] = value
	c.header[canonical] = c.values[c.used : c.used+1 : c.used+1]
	c.used++
}

// canonicalNames are the header names of the usual formats, by the spelling of
// the tracers.
var canonicalNames = func() map[string]string {
	names := make(map[string]string)
	for _, name := range []string{
		"uber-trace-id", "traceparent", "tracestate", "baggage", "b3",
		"x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags",
	} {
		names[name] = http.CanonicalHeaderKey(name)
	}
	return names
}()
