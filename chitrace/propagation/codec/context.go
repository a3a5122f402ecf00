package codec

import (
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

// addItem adds an item of baggage, unless there are enough.
func (c *remote) addItem(key, value string) {
	if c.baggage == nil {
		c.baggage = make(map[string]string)
	}
	if _, again := c.baggage[key]; again || len(c.baggage) < maxItems {
		c.baggage[key] = value
	}
}

// parseIDs reads ids of the lengths that W3C and B3 have. It reports whether
// they are well-formed and not zero. The parent's may be empty.
func (c *remote) parseIDs(traceID, spanID, parentID string) bool {
	if !isLowerHex(traceID, 32) && !isLowerHex(traceID, 16) || !isLowerHex(spanID, 16) {
		return false
	}
	c.traceID, _ = jaeger.TraceIDFromString(traceID)
	c.spanID, _ = jaeger.SpanIDFromString(spanID)
	if parentID != "" {
		if !isLowerHex(parentID, 16) {
			return false
		}
		c.parentID, _ = jaeger.SpanIDFromString(parentID)
	}
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
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if b := s[i]; (b < '0' || '9' < b) && (b < 'a' || 'f' < b) {
			return false
		}
	}
	return true
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
