package header

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

// pattern describes the headers of one name, in lower case. If the name ends in a dash,
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
	'b': {{"b3", B3, false}, {"baggage", Baggage, true}, {"baggage-", B3, true}},
	'e': {{"elastic-apm-", Elastic, false}},
	'j': {{"jaeger-debug-id", Jaeger, false}, {"jaeger-baggage", Jaeger, true}},
	'm': {{"mockpfx-baggage-", Mock, true}, {"mockpfx-", Mock, false}},
	'o': {{"ot-baggage-", OpenTracing, true}, {"ot-", OpenTracing, false}},
	's': {{"sw8", SkyWalking, false}, {"sw8-correlation", SkyWalking, true}, {"sw8-", SkyWalking, false}},
	't': {{"traceparent", TraceContext, false}, {"tracestate", TraceContext, false}},
	'u': {{"uber-trace-id", Jaeger, false}, {"uberctx-", Jaeger, true}},
	'x': {{"x-b3-", B3, false}, {"x-datadog-", Datadog, false}, {"x-ot-span-context", OpenTracing, false}},
}

// find returns the pattern of a header, or the zero pattern if there is none.
func find(name string) pattern {
	if name == "" {
		return pattern{}
	}
	for _, p := range patterns[name[0]|0x20] {
		if (len(name) == len(p.name) || p.isPrefix() && len(name) > len(p.name)) && hasPrefixFold(name, p.name) {
			return p
		}
	}
	return pattern{}
}

// hasPrefixFold reports whether s starts with prefix, ignoring case. The prefix consists
// of lower-case letters, digits and dashes.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if s[i]|0x20 != prefix[i] {
			return false
		}
	}
	return true
}

// Of returns the family of a header by its name, which need not be canonical. It never
// returns Own. It returns 0 if there is no family.
func Of(name string) Family { return find(name).family }

// IsBaggage reports whether a header carries baggage rather than ids.
func IsBaggage(name string) bool { return find(name).isBaggage }
