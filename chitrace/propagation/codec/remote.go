package codec

import (
	"fmt"
	"net/url"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// remote is a context that was read.
type remote struct {
	ids
	debugID    string // counts without ids only
	baggage    map[string]string
	size       int                 // of the baggage, in bytes
	properties map[string]property // by baggage key
	other      *jaeger.SpanContext // as a codec of another package read it
}

// merge adds what another format holds: the ids and the debug id if there are none
// yet, and the items of baggage whose keys are not there.
func (c *remote) merge(from remote) {
	if !c.isValid() && (from.isValid() || c.other == nil) {
		c.ids, c.other = from.ids, from.other
	}
	if c.debugID == "" {
		c.debugID = from.debugID
	}
	if c.baggage == nil {
		c.baggage, c.size, c.properties = from.baggage, from.size, from.properties
		return
	}
	for key, value := range from.baggage {
		if _, taken := c.baggage[key]; !taken {
			c.addItem(key, value, from.properties[key])
		}
	}
}

// maxItems is the number of baggage items that W3C Baggage has every platform
// carry. The other formats name no limit and get the same one.
const maxItems = 64

// addItem adds an item of baggage if that is within the limits. It replaces an
// item of the same key.
func (c *remote) addItem(key, value string, p property) {
	before, again := c.baggage[key]
	size := c.size + len(value) - len(before)
	if !again {
		size += len(key)
	}
	if size > header.Budget || !again && len(c.baggage) == maxItems {
		return
	}
	if c.baggage == nil {
		c.baggage = make(map[string]string)
	}
	c.baggage[key], c.size = value, size
	if p.list == "" {
		return
	}
	if c.properties == nil {
		c.properties = make(map[string]property)
	}
	c.properties[key] = p
}

// context returns the context as Jaeger's client has it.
func (c *remote) context() jaeger.SpanContext {
	if c.other != nil {
		return c.otherContext()
	}
	if c.isValid() {
		c.debugID = ""
	}
	var sc jaeger.SpanContext
	if c.flags&^jaegerSampled == 0 && c.debugID == "" {
		sc = jaeger.NewSpanContext(c.traceID, c.spanID, c.parentID, c.flags&jaegerSampled != 0, c.baggage)
	} else {
		sc = c.parsed()
	}
	keepState(sc, w3cState{c.random, c.tracestate, c.properties})
	return sc
}

// parsed returns the context as Jaeger's propagator reads it: no other can have a
// debug id, or flags beside the sampled one.
func (c *remote) parsed() jaeger.SpanContext {
	// The ids come first, because they make the propagator forget a debug id seen
	// before.
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

// otherContext returns the context of another package's codec, with the items of
// the other formats.
func (c *remote) otherContext() jaeger.SpanContext {
	sc := *c.other
	has := make(map[string]bool)
	sc.ForeachBaggageItem(func(key, _ string) bool {
		has[key] = true
		return true
	})
	for key, value := range c.baggage {
		if !has[key] {
			sc = sc.WithBaggageItem(key, value)
		}
	}
	return sc
}

// propagator reads Jaeger's own headers under their default names.
var propagator = jaeger.NewHTTPHeaderPropagator((&jaeger.HeadersConfig{}).ApplyDefaults(), *jaeger.NewNullMetrics())
