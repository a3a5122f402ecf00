package codec

import (
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// W3C returns the codec of W3C Trace Context, level 2, and of W3C Baggage: the
// headers traceparent, tracestate and baggage.
//
// A malformed or repeated traceparent makes the context corrupt. A tracestate that is
// malformed or beyond its limits is dropped, and so is each malformed member of the
// baggage.
//
// The tracestate is sent on unchanged, without optional white space and empty members:
// Jaeger keeps no state there. The random flag is sent on as well. It is not set on
// traces that start here, since a codec can't know how the tracer generates its ids. A
// Jaeger debug trace is sent as sampled.
//
// Baggage without a traceparent is a context without ids. Items whose keys are not
// tokens are not sent. If a key occurs twice, the last value counts. Properties of
// members are not baggage items. They are sent on unchanged while the member keeps its
// value.
func W3C() Codec {
	return codec{families: header.TraceContext | header.Baggage, formats: []format{w3cFormat{}}}
}

type w3cFormat struct{}

func (w3cFormat) write(sc jaeger.SpanContext, w *header.Writer) error {
	carried := stateOf(sc)
	w.Set("traceparent", formatTraceparent(sc, carried.random))
	if carried.tracestate != "" {
		w.Set("tracestate", carried.tracestate)
	}
	if list := formatBaggage(sc, carried.properties); list != "" {
		w.Set("baggage", list)
	}
	return nil
}

func (c *remote) readW3C(lines header.Lines) error {
	var parent string
	parents := 0
	for _, line := range lines {
		switch line.Name {
		case "baggage":
			c.parseBaggage(line.Value)
		case "traceparent":
			parent = line.Value
			parents++
		}
	}
	switch {
	case c.isValid():
		return nil
	case parents > 0:
		found, ok := parseTraceparent(parent)
		found.tracestate = parseTracestate(lines)
		return c.setIDs(found, ok && parents == 1) // with two, the caller is unknown
	case len(c.baggage) == 0:
		return opentracing.ErrSpanContextNotFound
	}
	return nil
}

// The flags of traceparent. Others are reserved, and sent as zero.
const (
	flagSampled = 1 << iota
	flagRandom
)

// traceparentLen is the length of 00-{trace-id}-{parent-id}-{flags}.
const traceparentLen = len("00-") + 32 + len("-") + 16 + len("-") + 2

func formatTraceparent(sc jaeger.SpanContext, random bool) string {
	var flags byte
	if sc.IsSampled() {
		flags |= flagSampled
	}
	if random {
		flags |= flagRandom
	}
	b := append(make([]byte, 0, traceparentLen), "00-"...)
	b = text.AppendID(b, sc.TraceID().High)
	b = text.AppendID(b, sc.TraceID().Low)
	b = append(b, '-')
	b = text.AppendID(b, uint64(sc.SpanID()))
	b = append(b, '-', '0', '0'+flags)
	return string(b)
}

// parseTraceparent reports whether a line is well-formed. Higher versions than 00 may go
// on after the flags, with another dash.
func parseTraceparent(s string) (i ids, ok bool) {
	s = trim(s)
	if len(s) < traceparentLen || s[2] != '-' || s[35] != '-' || s[52] != '-' {
		return i, false
	}
	version, more := s[:2], s[traceparentLen:]
	_, isVersion := parseHex(version, lowerHex)
	bits, isFlags := parseHex(s[53:traceparentLen], lowerHex)
	if !isVersion || !isFlags || version == "ff" || more != "" && (version == "00" || more[0] != '-') {
		return i, false
	}
	i.flags = byte(bits) & flagSampled // which is Jaeger's, too
	i.random = bits&flagRandom != 0
	ok = i.parse(s[3:35], s[36:52], lowerHex)
	return i, ok
}

// w3cState is what a service has to send on, and jaeger.SpanContext has no field
// for. It is kept in the context's extended sampling state, which all spans below
// share, and which never leaves the process.
type w3cState struct {
	random     bool
	tracestate string
	properties map[string]property // by baggage key
}

type w3cStateKey struct{}

func keepState(sc jaeger.SpanContext, s w3cState) {
	if s.random || s.tracestate != "" || s.properties != nil {
		sc.ExtendedSamplingState(w3cStateKey{}, func() any { return s })
	}
}

func stateOf(sc jaeger.SpanContext) w3cState {
	// Looking up stores what is missing.
	s, _ := sc.ExtendedSamplingState(w3cStateKey{}, func() any { return nil }).(w3cState)
	return s
}
