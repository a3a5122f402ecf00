package propagation

import "strings"

// families is a set of header families: headers that make sense together only,
// so that whoever writes one of them replaces them all.
type families uint8

const (
	jaegerFamily families = 1 << iota
	traceContextFamily
	baggageFamily
	b3Family
	openTracingFamily
	mockFamily
)

const (
	noFamily    families = 0
	allFamilies          = ^noFamily
)

// familyOf returns the family of a header, whose name need not be canonical.
func familyOf(name string) families {
	if name == "" {
		return noFamily
	}
	switch name[0] | 0x20 { // the first letter in lower case rules out most names
	case 'b':
		if strings.EqualFold(name, "Baggage") {
			return baggageFamily
		}
		if strings.EqualFold(name, "B3") {
			return b3Family
		}
	case 'j':
		if strings.EqualFold(name, "Jaeger-Debug-Id") || strings.EqualFold(name, "Jaeger-Baggage") {
			return jaegerFamily
		}
	case 'm':
		if hasPrefixFold(name, "Mockpfx-") {
			return mockFamily
		}
	case 'o':
		if hasPrefixFold(name, "Ot-Tracer-") || hasPrefixFold(name, "Ot-Baggage-") {
			return openTracingFamily
		}
	case 't':
		if strings.EqualFold(name, "Traceparent") || strings.EqualFold(name, "Tracestate") {
			return traceContextFamily
		}
	case 'u':
		if strings.EqualFold(name, "Uber-Trace-Id") || hasPrefixFold(name, "Uberctx-") {
			return jaegerFamily
		}
	case 'x':
		if hasPrefixFold(name, "X-B3-") {
			return b3Family
		}
	}
	return noFamily
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
