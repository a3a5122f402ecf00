package codec

import (
	"bytes"

	"github.com/uber/jaeger-client-go"
)

// ids are the part of a context that comes from one format.
type ids struct {
	traceID          jaeger.TraceID
	spanID, parentID jaeger.SpanID
	flags            byte   // of Jaeger
	random           bool   // W3C's flag
	tracestate       string // of W3C
}

// Jaeger's flags that are used.
const (
	jaegerSampled  = 1
	jaegerDebug    = 2
	jaegerFirehose = 8
)

func (i *ids) isValid() bool { return i.traceID.IsValid() && i.spanID != 0 }

// parse reads up to 32 and 16 digits. It reports whether they are well-formed, and
// neither is zero.
func (i *ids) parse(traceID, spanID string, digits *[256]byte) bool {
	low := max(len(traceID)-16, 0)
	high, isHigh := uint64(0), true
	if low > 0 {
		high, isHigh = parseHex(traceID[:low], digits)
	}
	rest, isRest := parseHex(traceID[low:], digits)
	span, isSpan := parseHex(spanID, digits)
	i.traceID, i.spanID = jaeger.TraceID{High: high, Low: rest}, jaeger.SpanID(span)
	return isHigh && isRest && isSpan && i.isValid()
}

// noDigit stands for bytes that are no hexadecimal digits.
const noDigit = 0xff

// lowerHex and anyHex have the values of hexadecimal digits, in lower case and in
// either case. A table takes a fraction of the time of strconv.ParseUint.
var lowerHex, anyHex = hexDigits("abcdef"), hexDigits("abcdefABCDEF")

func hexDigits(letters string) *[256]byte {
	digits := [256]byte(bytes.Repeat([]byte{noDigit}, 256))
	for i := range byte(10) {
		digits['0'+i] = i
	}
	for i := range letters {
		digits[letters[i]] = byte(10 + i%6)
	}
	return &digits
}

// parseHex parses 1 to 16 digits.
func parseHex(s string, digits *[256]byte) (n uint64, ok bool) {
	var all byte
	for i := range len(s) {
		digit := digits[s[i]]
		all |= digit
		n = n<<4 | uint64(digit)
	}
	if s == "" || len(s) > 16 || all == noDigit {
		return 0, false
	}
	return n, true
}
