package codec

import "github.com/uber/jaeger-client-go"

// ids are the part of a context that only one format can give.
type ids struct {
	traceID          jaeger.TraceID
	spanID, parentID jaeger.SpanID
	flags            byte   // of Jaeger
	random           bool   // W3C's flag
	tracestate       string // of W3C
}

// Jaeger's flags that have a meaning.
const (
	jaegerSampled  = 1
	jaegerDebug    = 2
	jaegerFirehose = 8
)

func (i *ids) isValid() bool { return i.traceID.IsValid() && i.spanID != 0 }

// parse reads up to 32 and 16 hexadecimal digits, in either case. It reports whether
// they are well-formed, and neither is zero.
func (i *ids) parse(traceID, spanID string) bool {
	var traceErr, spanErr error
	i.traceID, traceErr = jaeger.TraceIDFromString(traceID)
	i.spanID, spanErr = jaeger.SpanIDFromString(spanID)
	return traceErr == nil && spanErr == nil && i.isValid()
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
