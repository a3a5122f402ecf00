package codec

import (
	"errors"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
)

// B3 returns the codec of Zipkin's X-B3-* headers.
//
// It reads both encodings of B3, the single header first, as the specification
// has it: a receiver can't know what its callers send. Of several lines of one
// header the first counts. Baggage is read and written as Jaeger's Zipkin
// propagator does: a header baggage-{key} per item, keys in lower case, values
// as they are.
//
// A jaeger.SpanContext can express neither a deferred decision, which becomes
// "not sampled" as in Jaeger's Zipkin propagator, nor a decision without ids:
// that is reported as not found, and the sampler of the tracer decides.
func B3() Codec {
	return codec{b3Format{}}
}

// B3Single returns the codec of Zipkin's single b3 header. It reads what B3
// reads, and carries baggage as B3 does.
func B3Single() Codec {
	return codec{b3SingleFormat{}}
}

const b3BaggagePrefix = "baggage-"

type b3Format struct{}

// families covers both encodings: receivers prefer a stale single header to
// fresh multiple ones.
func (b3Format) families() header.Family { return header.B3 }

func (b3Format) write(sc jaeger.SpanContext, lines *header.Lines) error {
	b := make([]byte, 0, 32)
	lines.Set("x-b3-traceid", string(appendTraceID(b, sc.TraceID())))
	lines.Set("x-b3-spanid", string(appendID(b, uint64(sc.SpanID()))))
	if sc.ParentID() != 0 {
		lines.Set("x-b3-parentspanid", string(appendID(b, uint64(sc.ParentID()))))
	}
	if state := b3State(sc); state == "d" {
		lines.Set("x-b3-flags", "1")
	} else {
		lines.Set("x-b3-sampled", state)
	}
	writeItems(sc, lines, b3BaggagePrefix, asIs)
	return nil
}

// b3State returns the sampling state of the single header.
func b3State(sc jaeger.SpanContext) string {
	switch {
	case sc.IsDebug():
		return "d"
	case sc.IsSampled():
		return "1"
	}
	return "0"
}

// read takes the single header if that has a context, else the multiple ones.
func (b3Format) read(r header.Reader) (jaeger.SpanContext, error) {
	c, err := parseB3Single(r.Values("B3"))
	if err != nil {
		var multipleErr error
		c, multipleErr = parseB3Multiple(r)
		if !errors.Is(multipleErr, opentracing.ErrSpanContextNotFound) {
			err = multipleErr
		}
	}
	if err != nil {
		return jaeger.SpanContext{}, err
	}
	c.baggage = readItems(r, b3BaggagePrefix, asIs)
	return c.context(), nil
}

type b3SingleFormat struct{ b3Format }

func (b3SingleFormat) write(sc jaeger.SpanContext, lines *header.Lines) error {
	b := appendTraceID(make([]byte, 0, maxB3), sc.TraceID())
	b = append(b, '-')
	b = appendID(b, uint64(sc.SpanID()))
	b = append(b, '-')
	b = append(b, b3State(sc)...)
	if sc.ParentID() != 0 {
		b = append(b, '-')
		b = appendID(b, uint64(sc.ParentID()))
	}
	lines.Set("b3", string(b))
	writeItems(sc, lines, b3BaggagePrefix, asIs)
	return nil
}

// maxB3 is the length of {trace id}-{span id}-{sampling state}-{parent id}.
const maxB3 = 32 + len("-") + 16 + len("-d-") + 16

// parseB3Single reads {trace id}-{span id}[-{sampling state}[-{parent id}]].
func parseB3Single(lines []string) (c remote, err error) {
	if len(lines) == 0 {
		return c, opentracing.ErrSpanContextNotFound
	}
	value := trim(lines[0])
	switch value {
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

// first returns the first of several lines.
func first(values []string) (value string, ok bool) {
	if len(values) == 0 {
		return "", false
	}
	return trim(values[0]), true
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
