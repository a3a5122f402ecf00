package codec

import "github.com/uber/jaeger-client-go"

// noDigit stands for bytes that are no hexadecimal digits.
const noDigit = 0xff

// lowerHex and anyHex have the values of hexadecimal digits, in lower case and in
// either case.
var lowerHex, anyHex = hexDigits("0123456789abcdef"), hexDigits("0123456789abcdef", "0123456789ABCDEF")

func hexDigits(sets ...string) *[256]byte {
	var digits [256]byte
	for i := range digits {
		digits[i] = noDigit
	}
	for _, set := range sets {
		for value := range len(set) {
			digits[set[value]] = byte(value)
		}
	}
	return &digits
}

// parseHex parses 1 to 16 digits.
func parseHex(s string, digits *[256]byte) (n uint64, ok bool) {
	if s == "" || len(s) > 16 {
		return 0, false
	}
	for i := range len(s) {
		digit := digits[s[i]]
		if digit == noDigit {
			return 0, false
		}
		n = n<<4 | uint64(digit)
	}
	return n, true
}

// parseTraceID parses 1 to 32 digits that are not all zero.
func parseTraceID(s string, digits *[256]byte) (id jaeger.TraceID, ok bool) {
	low := max(len(s)-16, 0)
	if low > 0 {
		if id.High, ok = parseHex(s[:low], digits); !ok {
			return id, false
		}
	}
	id.Low, ok = parseHex(s[low:], digits)
	return id, ok && id.IsValid()
}

// parseSpanID parses 1 to 16 digits that are not all zero.
func parseSpanID(s string, digits *[256]byte) (id jaeger.SpanID, ok bool) {
	n, ok := parseHex(s, digits)
	return jaeger.SpanID(n), ok && n != 0
}

// appendTraceID appends 32 hexadecimal digits, or 16 if those are enough.
func appendTraceID(b []byte, id jaeger.TraceID) []byte {
	if id.High != 0 {
		b = appendID(b, id.High)
	}
	return appendID(b, id.Low)
}

// appendID appends 16 hexadecimal digits.
func appendID(b []byte, id uint64) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, digits[id>>shift&15])
	}
	return b
}
