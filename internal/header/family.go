package header

import (
	"net/http"
	"strings"
)

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

// class is a class of headers with a limit of its own. Of what is sent, the last class is
// dropped first.
type class int

const (
	ids   class = iota
	other       // of no family
	tracestate
	baggage
	classes // their number
)

// pattern describes the headers of one name, in canonical form. If the name ends in a dash,
// it describes all headers whose names begin with it.
type pattern struct {
	name   string
	family Family
	class  class
}

// isItem reports whether each header that matches carries one item of baggage.
func (p pattern) isItem() bool { return p.class == baggage && p.isPrefix() }

func (p pattern) isPrefix() bool { return p.name != "" && p.name[len(p.name)-1] == '-' }

// patterns has the families' headers by their first letter, which rules out most
// names. The first pattern that matches counts.
var patterns = [256][]pattern{
	'b': {{"B3", B3, ids}, {"Baggage", Baggage, baggage}, {"Baggage-", B3, baggage}},
	'e': {{"Elastic-Apm-", Elastic, ids}},
	'j': {{"Jaeger-Debug-Id", Jaeger, ids}, {"Jaeger-Baggage", Jaeger, baggage}},
	'm': {{"Mockpfx-Baggage-", Mock, baggage}, {"Mockpfx-", Mock, ids}},
	'o': {{"Ot-Baggage-", OpenTracing, baggage}, {"Ot-", OpenTracing, ids}},
	's': {{"Sw8", SkyWalking, ids}, {"Sw8-Correlation", SkyWalking, baggage}, {"Sw8-", SkyWalking, ids}},
	't': {{"Traceparent", TraceContext, ids}, {"Tracestate", TraceContext, tracestate}},
	'u': {{"Uber-Trace-Id", Jaeger, ids}, {"Uberctx-", Jaeger, baggage}},
	'x': {{"X-B3-", B3, ids}, {"X-Datadog-", Datadog, ids}, {"X-Ot-Span-Context", OpenTracing, ids}},
}

var none = pattern{family: Own, class: other}

// find returns the pattern of a header, whatever the case of its name. If there is none,
// the family is Own.
func find(name string) pattern {
	if name == "" {
		return none
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
	return none
}

// Of returns the family of a header by its name, which need not be canonical. It never
// returns Own. It returns 0 if there is no family.
func Of(name string) Family { return find(name).family &^ Own }

// IsBaggage reports whether a header carries baggage rather than ids.
func IsBaggage(name string) bool { return find(name).class == baggage }

// isOther reports whether a header belongs to no family, but may be a tracer's.
func isOther(name string) bool {
	return find(name).family == Own && !isWellKnown(http.CanonicalHeaderKey(name))
}
