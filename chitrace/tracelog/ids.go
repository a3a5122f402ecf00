package tracelog

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// IDs are what is logged of a span, as the tracer's own UI shows them.
type IDs struct {
	TraceID string
	SpanID  string
	Sampled bool
}

// JaegerIDs returns the ids of a span of jaeger-client-go, padded with zeros as
// Jaeger does. It returns false for a span of another tracer and for a context
// without ids. It is the default of [WithIDs].
func JaegerIDs(sc opentracing.SpanContext) (IDs, bool) {
	jc, ok := sc.(jaeger.SpanContext)
	if !ok || !jc.IsValid() {
		return IDs{}, false
	}
	traceID, spanID := format(jc.TraceID(), jc.SpanID())
	return IDs{TraceID: traceID, SpanID: spanID, Sampled: jc.IsSampled()}, true
}

// format returns what the ids' String methods do, in one allocation instead of
// three or four and in less than half the time.
func format(traceID jaeger.TraceID, spanID jaeger.SpanID) (trace, span string) {
	var ids [24]byte
	binary.BigEndian.PutUint64(ids[0:], traceID.High)
	binary.BigEndian.PutUint64(ids[8:], traceID.Low)
	binary.BigEndian.PutUint64(ids[16:], uint64(spanID))

	var digits [2 * len(ids)]byte
	hex.Encode(digits[:], ids[:])
	text := string(digits[:])
	if traceID.High == 0 {
		return text[16:32], text[32:]
	}
	return text[:32], text[32:]
}
