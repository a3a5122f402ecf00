package codec

import (
	"fmt"
	"maps"
	"net/url"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// remote is a context that is read, from one format after the other.
type remote struct {
	ids
	debugID    string // counts without ids only
	baggage    map[string]string
	earlier    map[string]string   // baggage of the formats before
	items      int                 // number of keys in both
	properties map[string]property // by baggage key
	other      *jaeger.SpanContext // of ids that a codec of another package has read
}

// read adds what one format has: baggage that is not there yet, and ids if there are
// none. It returns an error of package opentracing if there are no valid ids or
// baggage.
//
// It is no method of format: a call by an interface would allocate lines and remote.
func (c *remote) read(f format, lines header.Lines, r *header.Reader) (err error) {
	c.earlier, c.baggage = c.baggage, nil
	switch f := f.(type) {
	case jaegerFormat:
		err = c.readJaeger(lines)
	case w3cFormat:
		err = c.readW3C(lines)
	case foreign:
		err = c.readForeign(f, r)
	default:
		err = c.readB3(lines)
	}
	if c.baggage == nil {
		c.baggage = c.earlier
	} else {
		maps.Copy(c.baggage, c.earlier)
	}
	return err
}

// setIDs sets the ids, or returns an error if they are not well-formed.
func (c *remote) setIDs(found ids, ok bool) error {
	if !ok {
		return opentracing.ErrSpanContextCorrupted
	}
	c.ids, c.other = found, nil
	return nil
}

// maxItems is the number of baggage items that W3C Baggage has every platform
// carry. The other formats name no limit and get the same one.
const maxItems = 64

// addItem adds an item of baggage, or replaces that of the same key, unless there are too
// many. Their size is limited by the Reader.
func (c *remote) addItem(key, value string) {
	_, again := c.baggage[key]
	_, taken := c.earlier[key]
	if !again && !taken {
		if c.items == maxItems {
			return
		}
		c.items++
	}
	if c.baggage == nil {
		c.baggage = make(map[string]string)
	}
	c.baggage[key] = value
}

// context returns the context as Jaeger's client has it.
func (c *remote) context() jaeger.SpanContext {
	if c.other != nil {
		sc := *c.other
		for key, value := range c.baggage {
			sc = sc.WithBaggageItem(key, value)
		}
		return sc
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
