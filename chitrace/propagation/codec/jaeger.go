package codec

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
)

// Jaeger returns the codec of Jaeger's own headers, under their default names:
// uber-trace-id, uberctx-* for baggage, jaeger-debug-id and jaeger-baggage, of
// which the last two are read only.
//
// The work is done by jaeger-client-go's propagator, which sees checked headers
// only. Ids may be shorter than 16 or 32 digits and in either case, the flags
// are hexadecimal as Jaeger's documentation has them, the deprecated parent id
// may be anything. Of several uber-trace-id lines the first counts. A malformed
// pair of jaeger-baggage is left out, and so is a debug id of more than 256
// bytes.
//
// Baggage keys arrive in lower case; values may be any string.
func Jaeger() Codec {
	names := (&jaeger.HeadersConfig{}).ApplyDefaults()
	return codec{jaegerFormat{jaeger.NewHTTPHeaderPropagator(names, *jaeger.NewNullMetrics())}}
}

type jaegerFormat struct{ propagator *jaeger.TextMapPropagator }

func (jaegerFormat) owns(name string) bool {
	return strings.EqualFold(name, jaeger.TraceContextHeaderName) ||
		strings.EqualFold(name, jaeger.JaegerDebugHeader) ||
		strings.EqualFold(name, jaeger.JaegerBaggageHeader) ||
		isJaegerBaggage(name)
}

func isJaegerBaggage(name string) bool {
	_, ok := cutPrefixFold(name, jaeger.TraceBaggageHeaderPrefix)
	return ok
}

func (f jaegerFormat) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) {
	// Its one error is that of the carrier, and that has been checked.
	_ = f.propagator.Inject(sc, &baggageWriter{w, jaeger.TraceBaggageHeaderPrefix, newBudget()})
}

// Extract implements jaeger.Extractor.
func (f jaegerFormat) Extract(carrier any) (jaeger.SpanContext, error) {
	r, ok := carrier.(opentracing.TextMapReader)
	if !ok {
		return jaeger.SpanContext{}, opentracing.ErrInvalidCarrier
	}
	h := jaegerHeaders{lines: make(lines, 1, 4), left: newBudget()}
	if r.ForeachKey(h.add) != nil {
		return jaeger.SpanContext{}, opentracing.ErrSpanContextCorrupted
	}
	if h.state == "" && len(h.lines) == 1 {
		return jaeger.SpanContext{}, opentracing.ErrSpanContextNotFound
	}
	if h.state == "" {
		// Gives a context without ids a sampling state: without one, IsSampled
		// and Flags would panic.
		h.state = "0:0:0:0"
	}
	// First, because it makes the propagator forget a debug id seen before.
	h.lines[0] = line{jaeger.TraceContextHeaderName, h.state}
	return f.propagator.Extract(h.lines)
}

// maxDebugID is the length from which on Jaeger cuts a tag off: the end of a
// longer id would be lost anyway.
const maxDebugID = jaeger.DefaultMaxTagValueLength

// jaegerHeaders gathers what the propagator is to see of a carrier.
type jaegerHeaders struct {
	state    string // uber-trace-id
	lines    lines  // the other headers, after a place for that one
	left     budget
	debugged bool
}

func (h *jaegerHeaders) add(name, value string) error {
	if name == "" || name[0]|' ' != 'u' && name[0]|' ' != 'j' {
		return nil // most headers, for one comparison
	}
	switch key, isBaggage := cutPrefixFold(name, jaeger.TraceBaggageHeaderPrefix); {
	case isBaggage:
		if key != "" && h.left.take(len(key)+len("=")+len(value)) {
			h.lines.add(strings.ToLower(name), value)
		}
	case strings.EqualFold(name, jaeger.TraceContextHeaderName) && h.state == "":
		state, ok := tracerState(trim(value))
		if !ok {
			return opentracing.ErrSpanContextCorrupted
		}
		h.state = state
	case strings.EqualFold(name, jaeger.JaegerDebugHeader) && !h.debugged:
		if value = trim(value); value != "" && len(value) <= maxDebugID {
			h.debugged = true
			h.lines.add(jaeger.JaegerDebugHeader, value)
		}
	case strings.EqualFold(name, jaeger.JaegerBaggageHeader):
		if pairs := h.pairs(value); pairs != "" {
			h.lines.add(jaeger.JaegerBaggageHeader, pairs)
		}
	}
	return nil
}

// pairs keeps the well-formed pairs of a jaeger-baggage header: each of the
// others would be a line in the standard logger.
func (h *jaegerHeaders) pairs(value string) string {
	if len(value) > maxBaggageBytes {
		return ""
	}
	list, err := url.QueryUnescape(value)
	if err != nil {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(list, ",") {
		key, val, ok := strings.Cut(pair, "=")
		if ok && strings.TrimSpace(key) != "" && !strings.Contains(val, "=") && h.left.take(len(pair)) {
			kept = append(kept, pair)
		}
	}
	return url.QueryEscape(strings.Join(kept, ","))
}

// maxTracerState leaves room for any parent id and for encoded colons; the
// other fields need 54 bytes.
const maxTracerState = 256

// The flags of uber-trace-id that have a meaning.
const (
	jaegerSampled  = 1
	jaegerDebug    = 2
	jaegerFirehose = 8
)

// tracerState checks the value of uber-trace-id, and returns it in the form
// that jaeger-client-go parses: it writes flags in base 16 and reads them in
// base 10, and it fails on a parent id that no one reads.
func tracerState(value string) (string, bool) {
	if len(value) > maxTracerState {
		return "", false
	}
	if strings.Contains(value, "%") { // older clients encode the colons
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			return "", false
		}
		value = decoded
	}
	trace, rest, _ := strings.Cut(value, ":")
	span, rest, _ := strings.Cut(rest, ":")
	parent, flags, _ := strings.Cut(rest, ":")

	traceID, err := jaeger.TraceIDFromString(trace)
	if err != nil || !traceID.IsValid() {
		return "", false
	}
	spanID, err := jaeger.SpanIDFromString(span)
	if err != nil || spanID == 0 {
		return "", false
	}
	if _, err := jaeger.SpanIDFromString(parent); err != nil {
		parent = "0"
	}
	bits, err := strconv.ParseUint(flags, 16, 8)
	if err != nil {
		return "", false
	}
	bits &= jaegerSampled | jaegerDebug | jaegerFirehose
	if bits&jaegerSampled == 0 {
		bits &^= jaegerDebug // debug emphasises a decision to sample
	}
	return trace + ":" + span + ":" + parent + ":" + strconv.FormatUint(bits, 10), true
}
