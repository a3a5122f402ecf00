package codec

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
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
	return codec{jaegerFormat{}}
}

type jaegerFormat struct{}

func (jaegerFormat) families() header.Family { return header.Jaeger }

func (jaegerFormat) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error {
	w.Set(jaeger.TraceContextHeaderName, formatState(sc))
	writeItems(sc, w, jaeger.TraceBaggageHeaderPrefix, url.QueryEscape)
	return nil
}

func (jaegerFormat) read(r header.Reader) (c remote, err error) {
	if r.Has(jaeger.TraceBaggageHeaderPrefix, jaeger.JaegerBaggageHeader) {
		c.readJaegerItems(r)
	}
	switch states := r.Values("Uber-Trace-Id"); {
	case len(states) > 0 && !c.parseState(states[0]):
		c.ids = ids{}
		return c, opentracing.ErrSpanContextCorrupted
	case len(states) > 0:
		return c, nil
	}
	c.debugID = debugID(r.Values("Jaeger-Debug-Id"))
	if c.debugID == "" && len(c.baggage) == 0 {
		return c, opentracing.ErrSpanContextNotFound
	}
	return c, nil
}

// debugID returns the first valid debug id, or an empty string.
func debugID(values []string) string {
	for _, value := range values {
		if value = trim(value); value != "" && len(value) <= header.MaxDebugID && header.IsText(value) {
			return value
		}
	}
	return ""
}

func (c *remote) readJaegerItems(r header.Reader) {
	_ = r.ForeachKey(func(name, value string) error {
		if key, ok := strings.CutPrefix(name, jaeger.TraceBaggageHeaderPrefix); ok && key != "" {
			c.addItem(key, unescape(value), property{})
		} else if name == jaeger.JaegerBaggageHeader {
			var pair string
			for list := unescape(value); list != ""; { // the Reader has dropped malformed pairs
				pair, list, _ = strings.Cut(list, ",")
				key, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
				if key = strings.TrimSpace(key); key != "" {
					c.addItem(key, value, property{})
				}
			}
		}
		return nil
	})
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
	b := appendTraceID(make([]byte, 0, 72), sc.TraceID())
	b = append(b, ':')
	b = appendID(b, uint64(sc.SpanID()))
	b = append(b, ':')
	b = appendID(b, uint64(sc.ParentID()))
	b = append(b, ':')
	return string(strconv.AppendUint(b, uint64(sc.Flags()), 16))
}

// maxState leaves room for any parent id and for encoded colons. The other
// fields need 54 bytes.
const maxState = 256

// parseState reads {trace id}:{span id}:{parent id}:{flags}, and reports whether
// it is well-formed.
func (c *ids) parseState(value string) bool {
	if value = trim(value); len(value) > maxState {
		return false
	}
	if strings.Contains(value, "%") { // older clients encode the colons
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			return false
		}
		value = decoded
	}
	trace, rest, _ := strings.Cut(value, ":")
	span, rest, _ := strings.Cut(rest, ":")
	parent, flags, _ := strings.Cut(rest, ":")

	parentID, _ := parseHex(parent, anyHex) // no one reads it
	c.parentID = jaeger.SpanID(parentID)
	bits, isFlags := parseHex(flags, anyHex)
	if !c.parse(trace, span, anyHex) || !isFlags || bits > math.MaxUint8 {
		return false
	}
	c.flags = byte(bits) & (jaegerSampled | jaegerDebug | jaegerFirehose)
	if c.flags&jaegerSampled == 0 {
		c.flags &^= jaegerDebug // debug emphasises a decision to sample
	}
	return true
}
