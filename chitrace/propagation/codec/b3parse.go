package codec

import (
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// maxB3 is the length of {trace id}-{span id}-{sampling state}-{parent id}.
const maxB3 = 32 + len("-") + 16 + len("-d-") + 16

// parseB3Single reads {trace id}-{span id}[-{sampling state}[-{parent id}]].
func parseB3Single(lines []string) (c remote, err error) {
	value, _ := first(lines)
	switch value {
	case "":
		return c, opentracing.ErrSpanContextNotFound
	case "0", "1", "d":
		return c, opentracing.ErrSpanContextNotFound // a decision without ids
	}
	parts := strings.SplitN(value, "-", 5)
	if len(value) > maxB3 || len(parts) < 2 || len(parts) > 4 || !c.parseB3IDs(parts[0], parts[1]) {
		return remote{}, opentracing.ErrSpanContextCorrupted
	}
	if len(parts) > 2 {
		switch parts[2] {
		case "0":
		case "1":
			c.flags = jaegerSampled
		case "d":
			c.flags = jaegerSampled | jaegerDebug
		default:
			return remote{}, opentracing.ErrSpanContextCorrupted
		}
	}
	if len(parts) > 3 && !c.parseB3Parent(parts[3]) {
		return remote{}, opentracing.ErrSpanContextCorrupted
	}
	return c, nil
}

func parseB3Multiple(r header.Reader) (c remote, err error) {
	traceID, hasTraceID := first(r.Values("X-B3-Traceid"))
	spanID, hasSpanID := first(r.Values("X-B3-Spanid"))
	parentID, hasParentID := first(r.Values("X-B3-Parentspanid"))
	sampled, hasSampled := first(r.Values("X-B3-Sampled"))
	flags, _ := first(r.Values("X-B3-Flags"))

	switch {
	case !hasSampled, sampled == "0", strings.EqualFold(sampled, "false"):
	case sampled == "1", strings.EqualFold(sampled, "true"):
		c.flags = jaegerSampled
	default:
		return remote{}, opentracing.ErrSpanContextCorrupted
	}
	if flags == "1" { // any other value is to be ignored
		c.flags = jaegerSampled | jaegerDebug
	}
	if !hasTraceID && !hasSpanID && !hasParentID {
		return remote{}, opentracing.ErrSpanContextNotFound
	}
	if hasParentID && !c.parseB3Parent(parentID) || !c.parseB3IDs(traceID, spanID) {
		return remote{}, opentracing.ErrSpanContextCorrupted
	}
	return c, nil
}

// first returns the first of several lines. It returns false if that is missing
// or empty, as a proxy makes it that fills in a template.
func first(values []string) (value string, ok bool) {
	if len(values) > 0 {
		value = trim(values[0])
	}
	return value, value != ""
}

// parseB3IDs reports whether these are ids, which are never zero.
func (c *remote) parseB3IDs(traceID, spanID string) bool {
	if !isLowerHex(traceID, 32) && !isLowerHex(traceID, 16) || !isLowerHex(spanID, 16) {
		return false
	}
	c.traceID, _ = jaeger.TraceIDFromString(traceID)
	c.spanID, _ = jaeger.SpanIDFromString(spanID)
	return c.traceID.IsValid() && c.spanID != 0
}

func (c *remote) parseB3Parent(parentID string) bool {
	if !isLowerHex(parentID, 16) {
		return false
	}
	c.parentID, _ = jaeger.SpanIDFromString(parentID)
	return true
}
