package codec

import (
	"strings"

	"github.com/opentracing/opentracing-go"
)

// The limits of W3C Baggage: what stays within both must be propagated, what
// does not may be dropped, whole members at a time. The other formats name no
// limit and get the same one.
const (
	maxBaggageMembers = 64
	maxBaggageBytes   = 8192
)

// budget is what is left of the limits on baggage.
type budget struct{ members, bytes int }

func newBudget() budget {
	// The first member needs no comma.
	return budget{members: maxBaggageMembers, bytes: maxBaggageBytes + 1}
}

// take pays for a member of n bytes, if there is enough left.
func (b *budget) take(n int) bool {
	return b.spend(n) && b.count()
}

// spend pays for n bytes and a comma.
func (b *budget) spend(n int) bool {
	if n >= b.bytes {
		return false
	}
	b.bytes -= n + 1
	return true
}

// count pays for a member whose bytes are paid.
func (b *budget) count() bool {
	b.members--
	return b.members >= 0
}

// baggageWriter stands between jaeger-client-go's propagators, which write
// every item as it comes, and the carrier.
type baggageWriter struct {
	opentracing.TextMapWriter
	prefix string
	left   budget
}

// Set implements opentracing.TextMapWriter. Items that make no valid header,
// and those above the limits, are left out: the propagators that read these
// formats would not undo an encoding of ours.
func (w *baggageWriter) Set(name, value string) {
	if key, ok := strings.CutPrefix(name, w.prefix); ok {
		if !isToken(key) || !isFieldValue(value) || !w.left.take(len(key)+len("=")+len(value)) {
			return
		}
	}
	w.TextMapWriter.Set(name, value)
}
