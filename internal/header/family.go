package header

import "strings"

// Family is a set of header families. The headers of one family belong together, so code
// that writes one of them has to replace all.
type Family uint16

// The families. W3C Trace Context and W3C Baggage are two.
const (
	Jaeger Family = 1 << iota
	TraceContext
	Baggage
	B3
	OpenTracing
	Mock
	Datadog
	Elastic
	SkyWalking
	Own // headers of no other family that a tracer reads or writes

	Any Family = 1<<iota - 1 // all of them
)

// pattern describes the headers of one name, in canonical form. If the name ends in a dash,
// it describes all headers whose names begin with it.
type pattern struct {
	name      string
	family    Family
	isBaggage bool // rather than ids
}

// isItem reports whether each header that matches carries one item of baggage.
func (p pattern) isItem() bool { return p.isBaggage && p.isPrefix() }

func (p pattern) isPrefix() bool { return p.name != "" && p.name[len(p.name)-1] == '-' }

// patterns has the families' headers by their first letter, which rules out most
// names. The first pattern that matches counts.
var patterns = [256][]pattern{
	'b': {{"B3", B3, false}, {"Baggage", Baggage, true}, {"Baggage-", B3, true}},
	'e': {{"Elastic-Apm-", Elastic, false}},
	'j': {{"Jaeger-Debug-Id", Jaeger, false}, {"Jaeger-Baggage", Jaeger, true}},
	'm': {{"Mockpfx-Baggage-", Mock, true}, {"Mockpfx-", Mock, false}},
	'o': {{"Ot-Baggage-", OpenTracing, true}, {"Ot-", OpenTracing, false}},
	's': {{"Sw8", SkyWalking, false}, {"Sw8-Correlation", SkyWalking, true}, {"Sw8-", SkyWalking, false}},
	't': {{"Traceparent", TraceContext, false}, {"Tracestate", TraceContext, false}},
	'u': {{"Uber-Trace-Id", Jaeger, false}, {"Uberctx-", Jaeger, true}},
	'x': {{"X-B3-", B3, false}, {"X-Datadog-", Datadog, false}, {"X-Ot-Span-Context", OpenTracing, false}},
}

// find returns the pattern of a header, whatever the case of its name. If there is none,
// the family is Own.
func find(name string) pattern {
	if name == "" {
		return pattern{family: Own}
	}
	for _, p := range patterns[name[0]|0x20] {
		n := len(p.name)
		if len(name) < n || len(name) > n && !p.isPrefix() {
			continue
		}
		if start := name[:n]; start == p.name || start[n-1]|0x20 == p.name[n-1]|0x20 && strings.EqualFold(start, p.name) {
			return p
		}
	}
	return pattern{family: Own}
}

// Of returns the family of a header by its name, which need not be canonical. It never
// returns Own. It returns 0 if there is no family.
func Of(name string) Family { return find(name).family &^ Own }

// IsBaggage reports whether a header carries baggage rather than ids.
func IsBaggage(name string) bool { return find(name).isBaggage }

// isOther reports whether a header belongs to no family, but may be a tracer's.
func isOther(name string) bool { return find(name).family == Own && !isWellKnown(canonicalName(name)) }
