package codec

import (
	"strconv"

	"github.com/uber/jaeger-client-go"
)

// The flags of traceparent. Others are reserved, and sent as zero.
const (
	flagSampled = 1 << iota
	flagRandom
)

// The layout of a version 00 traceparent, 00-{trace-id}-{parent-id}-{flags}.
// Higher versions may go on after it, with another dash.
const (
	traceIDStart   = len("00-")
	traceIDEnd     = traceIDStart + 32
	parentIDStart  = traceIDEnd + len("-")
	parentIDEnd    = parentIDStart + 16
	flagsStart     = parentIDEnd + len("-")
	traceparentLen = flagsStart + 2
)

// remoteParent is the content of a traceparent.
type remoteParent struct {
	traceID         jaeger.TraceID
	spanID          jaeger.SpanID
	sampled, random bool
}

func formatTraceparent(sc jaeger.SpanContext, random bool) string {
	var flags byte
	if sc.IsSampled() {
		flags |= flagSampled
	}
	if random {
		flags |= flagRandom
	}
	b := append(make([]byte, 0, traceparentLen), "00-"...)
	b = appendID(b, sc.TraceID().High)
	b = appendID(b, sc.TraceID().Low)
	b = append(b, '-')
	b = appendID(b, uint64(sc.SpanID()))
	b = append(b, '-', '0', '0'+flags)
	return string(b)
}

// parseTraceparent reads exactly one line: with two, the caller is unknown.
func parseTraceparent(lines []string) (remoteParent, bool) {
	if len(lines) != 1 {
		return remoteParent{}, false
	}
	s := trim(lines[0])
	if len(s) < traceparentLen || s[traceIDStart-1] != '-' || s[traceIDEnd] != '-' || s[parentIDEnd] != '-' {
		return remoteParent{}, false
	}
	version, traceID, parentID, flags := s[:traceIDStart-1], s[traceIDStart:traceIDEnd],
		s[parentIDStart:parentIDEnd], s[flagsStart:traceparentLen]
	if !isLowerHex(version, 2) || version == "ff" ||
		!isLowerHex(traceID, 32) || !isLowerHex(parentID, 16) || !isLowerHex(flags, 2) {
		return remoteParent{}, false
	}
	if more := s[traceparentLen:]; more != "" && (version == "00" || more[0] != '-') {
		return remoteParent{}, false
	}

	// The digits have been checked, so these can't fail.
	var p remoteParent
	p.traceID, _ = jaeger.TraceIDFromString(traceID)
	p.spanID, _ = jaeger.SpanIDFromString(parentID)
	bits, _ := strconv.ParseUint(flags, 16, 8)
	p.sampled = bits&flagSampled != 0
	p.random = bits&flagRandom != 0
	return p, p.traceID.IsValid() && p.spanID != 0
}
