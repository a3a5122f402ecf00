package codec

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Jaeger returns the codec of Jaeger's own headers, under their default names:
// uber-trace-id, uberctx-* for baggage, jaeger-debug-id and jaeger-baggage. It reads
// the last two, but does not write them.
//
// Ids may be shorter than 16 or 32 digits, in upper or lower case. The flags are
// hexadecimal, as in Jaeger's documentation. The deprecated parent id is not checked.
// Of several uber-trace-id lines the first counts. A malformed pair of jaeger-baggage
// is left out. So is a debug id of more than 256 bytes or with invalid UTF-8.
//
// Baggage keys are read in lower case. Values may be any string.
func Jaeger() Codec {
	return codec{families: header.Jaeger, formats: []format{jaegerFormat{}}}
}

type jaegerFormat struct{}

func (jaegerFormat) write(sc jaeger.SpanContext, w *header.Writer) error {
	w.Set(jaeger.TraceContextHeaderName, formatState(sc))
	writeItems(sc, w, jaeger.TraceBaggageHeaderPrefix, url.QueryEscape)
	return nil
}

func (c *remote) readJaeger(lines header.Lines) error {
	var state string
	hasState := false
	for _, line := range lines {
		switch line.Name {
		case jaeger.TraceContextHeaderName:
			if !hasState {
				state, hasState = line.Value, true
			}
		case jaeger.JaegerDebugHeader:
			if c.debugID == "" {
				c.debugID = trim(line.Value)
			}
		case jaeger.JaegerBaggageHeader:
			c.readJaegerBaggage(unescape(line.Value))
		default:
			if key, ok := strings.CutPrefix(line.Name, jaeger.TraceBaggageHeaderPrefix); ok && key != "" {
				c.addItem(key, unescape(line.Value))
			}
		}
	}
	switch {
	case c.isValid():
		return nil
	case hasState:
		return c.setIDs(parseState(state))
	case c.debugID == "" && len(c.baggage) == 0:
		return opentracing.ErrSpanContextNotFound
	}
	return nil
}

// readJaegerBaggage reads a list "key=value, key=value". The Reader has dropped malformed
// pairs.
func (c *remote) readJaegerBaggage(list string) {
	for _, pair := range strings.Split(list, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if key = strings.TrimSpace(key); key != "" {
			c.addItem(key, value)
		}
	}
}

// unescape returns s unescaped, or s itself if it is not escaped correctly.
func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

// formatState returns sc.String() with fewer allocations.
func formatState(sc jaeger.SpanContext) string {
	b := text.AppendTraceID(make([]byte, 0, 72), sc.TraceID().High, sc.TraceID().Low)
	b = append(b, ':')
	b = text.AppendID(b, uint64(sc.SpanID()))
	b = append(b, ':')
	b = text.AppendID(b, uint64(sc.ParentID()))
	b = append(b, ':')
	return string(strconv.AppendUint(b, uint64(sc.Flags()), 16))
}

// parseState reads {trace id}:{span id}:{parent id}:{flags}, and reports whether
// it is well-formed.
func parseState(value string) (i ids, ok bool) {
	value = trim(value)
	if strings.Contains(value, "%") { // older clients encode the colons
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			return i, false
		}
		value = decoded
	}
	trace, rest, _ := strings.Cut(value, ":")
	span, rest, _ := strings.Cut(rest, ":")
	parent, flags, _ := strings.Cut(rest, ":")

	parentID, _ := parseHex(parent, anyHex) // no one reads it
	i.parentID = jaeger.SpanID(parentID)
	bits, isFlags := parseHex(flags, anyHex)
	i.flags = byte(bits) & (jaegerSampled | jaegerDebug | jaegerFirehose)
	if i.flags&jaegerSampled == 0 {
		i.flags &^= jaegerDebug // debug emphasises a decision to sample
	}
	ok = i.parse(trace, span, anyHex) && isFlags && bits <= math.MaxUint8
	return i, ok
}
