package codec

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// remote is a context that was read.
type remote struct {
	traceID          jaeger.TraceID
	spanID, parentID jaeger.SpanID
	flags            byte   // of Jaeger
	debugID          string // counts without ids only
	baggage          map[string]string
	state            w3cState
}

// Jaeger's flags that have a meaning.
const (
	jaegerSampled  = 1
	jaegerDebug    = 2
	jaegerFirehose = 8
)

// parseIDs reads ids of the lengths that W3C and B3 have. It reports whether
// they are well-formed and not zero. The parent's may be empty.
func (c *remote) parseIDs(traceID, spanID, parentID string) bool {
	if !isLowerHex(traceID, 32) && !isLowerHex(traceID, 16) || !isLowerHex(spanID, 16) ||
		parentID != "" && !isLowerHex(parentID, 16) {
		return false
	}
	// The digits have been checked, so these can't fail.
	c.traceID, _ = jaeger.TraceIDFromString(traceID)
	c.spanID, _ = jaeger.SpanIDFromString(spanID)
	c.parentID, _ = jaeger.SpanIDFromString(cmp.Or(parentID, "0"))
	return c.traceID.IsValid() && c.spanID != 0
}

// context returns the context as Jaeger's client has it.
func (c *remote) context() jaeger.SpanContext {
	if c.flags&^jaegerSampled == 0 && c.debugID == "" {
		sc := jaeger.NewSpanContext(c.traceID, c.spanID, c.parentID, c.flags&jaegerSampled != 0, c.baggage)
		keepState(sc, c.state)
		return sc
	}
	// Only a parsed context can have other flags, or a debug id. The ids come
	// first, because they make the propagator forget a debug id seen before.
	lines := header.Lines{{
		Name:  jaeger.TraceContextHeaderName,
		Value: fmt.Sprintf("%v:%v:%v:%d", c.traceID, c.spanID, c.parentID, c.flags), // flags are read in base 10
	}}
	if c.debugID != "" {
		lines.Set(jaeger.JaegerDebugHeader, c.debugID)
	}
	for key, value := range c.baggage {
		lines.Set(jaeger.TraceBaggageHeaderPrefix+key, url.QueryEscape(value))
	}
	sc, _ := propagator.Extract(lines) // it can read what was written above
	return sc
}

// propagator reads Jaeger's own headers under their default names.
var propagator = jaeger.NewHTTPHeaderPropagator((&jaeger.HeadersConfig{}).ApplyDefaults(), *jaeger.NewNullMetrics())

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

// trim removes OWS, the optional white space of RFC 9110, section 5.6.3.
func trim(s string) string {
	return strings.Trim(s, " \t")
}

// isLowerHex reports whether s is n hexadecimal digits. W3C and B3 allow lower
// case alone.
func isLowerHex(s string, n int) bool {
	return len(s) == n && all(s, func(b byte) bool { return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' })
}

// all reports whether each byte of s is accepted.
func all(s string, accept func(b byte) bool) bool {
	for i := range len(s) {
		if !accept(s[i]) {
			return false
		}
	}
	return true
}
