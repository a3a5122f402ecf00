package codec

import (
	"errors"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// read takes the single header if that has a context, else the multiple ones.
func (b3Format) read(r header.Reader) (c remote, err error) {
	if r.Has(b3BaggagePrefix) {
		_ = r.ForeachKey(func(name, value string) error {
			if key, ok := strings.CutPrefix(name, b3BaggagePrefix); ok && key != "" {
				c.addItem(key, value, property{})
			}
			return nil
		})
	}
	err = c.parseB3Single(firstLine(r.Values("B3")))
	if err != nil {
		c.ids = ids{}
		if multipleErr := c.parseB3Multiple(r); !errors.Is(multipleErr, opentracing.ErrSpanContextNotFound) {
			err = multipleErr
		}
	}
	if err != nil {
		c.ids = ids{}
	}
	return c, err
}

// parseB3Single reads {trace id}-{span id}[-{sampling state}[-{parent id}]].
func (c *ids) parseB3Single(value string) error {
	switch value {
	case "", "0", "1", "d": // nothing, or a decision without ids
		return opentracing.ErrSpanContextNotFound
	}
	traceID, rest, _ := strings.Cut(value, "-")
	spanID, rest, hasState := strings.Cut(rest, "-")
	state, parentID, hasParent := strings.Cut(rest, "-")
	switch {
	case !hasState, state == "0":
	case state == "1":
		c.flags = jaegerSampled
	case state == "d":
		c.flags = jaegerSampled | jaegerDebug
	default:
		return opentracing.ErrSpanContextCorrupted
	}
	if hasParent && parentID == "" || !c.parseB3IDs(traceID, spanID, parentID) {
		return opentracing.ErrSpanContextCorrupted
	}
	return nil
}

func (c *ids) parseB3Multiple(r header.Reader) error {
	switch sampled := firstLine(r.Values("X-B3-Sampled")); {
	case sampled == "", sampled == "0", strings.EqualFold(sampled, "false"):
	case sampled == "1", strings.EqualFold(sampled, "true"):
		c.flags = jaegerSampled
	default:
		return opentracing.ErrSpanContextCorrupted
	}
	if firstLine(r.Values("X-B3-Flags")) == "1" { // any other value is to be ignored
		c.flags = jaegerSampled | jaegerDebug
	}
	traceID, spanID := firstLine(r.Values("X-B3-Traceid")), firstLine(r.Values("X-B3-Spanid"))
	parentID := firstLine(r.Values("X-B3-Parentspanid"))
	if traceID == "" && spanID == "" && parentID == "" {
		return opentracing.ErrSpanContextNotFound
	}
	if !c.parseB3IDs(traceID, spanID, parentID) {
		return opentracing.ErrSpanContextCorrupted
	}
	return nil
}

// parseB3IDs reads ids of up to 32 and 16 digits, in either case: Jaeger's own B3
// propagator wrote them without zeros in front. The parent's may be empty.
func (c *ids) parseB3IDs(traceID, spanID, parentID string) (ok bool) {
	if c.traceID, ok = parseTraceID(traceID, anyHex); !ok {
		return false
	}
	if c.spanID, ok = parseSpanID(spanID, anyHex); !ok || parentID == "" {
		return ok
	}
	parent, ok := parseHex(parentID, anyHex) // which may be zero
	c.parentID = jaeger.SpanID(parent)
	return ok
}

// firstLine returns the first of several lines. A proxy that fills in a template
// makes empty ones: they count as missing.
func firstLine(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return trim(values[0])
}
