package header

import "strings"

// Family is a set of header families. The headers of one family make sense
// together only, so whoever writes one of them replaces them all.
type Family uint16

// The families, and the headers of each.
const (
	Jaeger       Family = 1 << iota // uber-trace-id, uberctx-*, jaeger-debug-id, jaeger-baggage
	TraceContext                    // traceparent, tracestate
	Baggage                         // baggage, of W3C
	B3                              // b3, x-b3-*, baggage-*
	OpenTracing                     // ot-*, x-ot-span-context
	Mock                            // mockpfx-*
	Datadog                         // x-datadog-*
	Elastic                         // elastic-apm-*
	SkyWalking                      // sw8, sw8-*

	Any Family = 1<<iota - 1 // all of them
)

// Of returns the family of a header, or 0 if it is no tracer's. The name need
// not be canonical.
func Of(name string) Family {
	if name == "" {
		return 0
	}
	switch name[0] | 0x20 { // the first letter in lower case rules out most names
	case 'b':
		switch {
		case strings.EqualFold(name, "Baggage"):
			return Baggage
		case strings.EqualFold(name, "B3"), hasPrefix(name, "Baggage-"):
			return B3
		}
	case 'e':
		if hasPrefix(name, "Elastic-Apm-") {
			return Elastic
		}
	case 'j':
		if strings.EqualFold(name, "Jaeger-Debug-Id") || strings.EqualFold(name, "Jaeger-Baggage") {
			return Jaeger
		}
	case 'm':
		if hasPrefix(name, "Mockpfx-") {
			return Mock
		}
	case 'o':
		if hasPrefix(name, "Ot-") {
			return OpenTracing
		}
	case 's':
		if strings.EqualFold(name, "Sw8") || hasPrefix(name, "Sw8-") {
			return SkyWalking
		}
	case 't':
		if strings.EqualFold(name, "Traceparent") || strings.EqualFold(name, "Tracestate") {
			return TraceContext
		}
	case 'u':
		if strings.EqualFold(name, "Uber-Trace-Id") || hasPrefix(name, "Uberctx-") {
			return Jaeger
		}
	case 'x':
		switch {
		case hasPrefix(name, "X-B3-"):
			return B3
		case hasPrefix(name, "X-Datadog-"):
			return Datadog
		case strings.EqualFold(name, "X-Ot-Span-Context"):
			return OpenTracing
		}
	}
	return 0
}

// IsBaggage reports whether a header carries baggage rather than ids.
func IsBaggage(name string) bool {
	if name == "" {
		return false
	}
	switch name[0] | 0x20 {
	case 'b':
		return strings.EqualFold(name, "Baggage") || hasPrefix(name, "Baggage-")
	case 'j':
		return strings.EqualFold(name, "Jaeger-Baggage")
	case 'm':
		return hasPrefix(name, "Mockpfx-Baggage-")
	case 'o':
		return hasPrefix(name, "Ot-Baggage-")
	case 's':
		return strings.EqualFold(name, "Sw8-Correlation")
	case 'u':
		return hasPrefix(name, "Uberctx-")
	}
	return false
}

// hasPrefix is [strings.HasPrefix] for header names, whose case is free.
func hasPrefix(name, prefix string) bool {
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}
