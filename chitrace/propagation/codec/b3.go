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
// It reads both encodings of B3, the single header first, as the specification asks,
// since a receiver can't know which one its callers send. Of several lines of one
// header the first counts. Ids may be shorter than 16 or 32 digits, in upper or lower
// case. They are written in full, in lower case. Baggage is read and written as by
// Jaeger's Zipkin propagator: one header baggage-{key} for each item, keys in lower
// case, values unescaped.
//
// A jaeger.SpanContext cannot hold a deferred decision on sampling: it is read as "not
// sampled", as in Jaeger's Zipkin propagator. It cannot hold a decision without ids
// either. Extract then returns ErrSpanContextNotFound, and the tracer's sampler decides.
func B3() Codec {
	return codec{formats: []format{b3Format{}}}
}

// B3Single returns the codec of Zipkin's single b3 header. It reads the same headers as
// [B3], and reads and writes baggage like it.
func B3Single() Codec {
	return codec{formats: []format{b3SingleFormat{}}}
}

const b3BaggagePrefix = "baggage-"

type b3Format struct{}

// families covers both encodings: a receiver would prefer a stale single header to
// fresh multiple ones.
func (b3Format) families() header.Family { return header.B3 }

func (b3Format) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error {
	b := make([]byte, 0, 32)
	w.Set("x-b3-traceid", string(appendTraceID(b, sc.TraceID())))
	w.Set("x-b3-spanid", string(appendID(b, uint64(sc.SpanID()))))
	if sc.ParentID() != 0 {
		w.Set("x-b3-parentspanid", string(appendID(b, uint64(sc.ParentID()))))
	}
	if state := b3State(sc); state == "d" {
		w.Set("x-b3-flags", "1")
	} else {
		w.Set("x-b3-sampled", state)
	}
	writeItems(sc, w, b3BaggagePrefix, asIs)
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

type b3SingleFormat struct{ b3Format }

func (b3SingleFormat) write(sc jaeger.SpanContext, w opentracing.TextMapWriter) error {
	b := appendTraceID(make([]byte, 0, 72), sc.TraceID())
	b = append(b, '-')
	b = appendID(b, uint64(sc.SpanID()))
	b = append(b, '-')
	b = append(b, b3State(sc)...)
	if sc.ParentID() != 0 {
		b = append(b, '-')
		b = appendID(b, uint64(sc.ParentID()))
	}
	w.Set("b3", string(b))
	writeItems(sc, w, b3BaggagePrefix, asIs)
	return nil
}

// readB3 reads the single header if it has a context, else the multiple headers.
func (c *remote) readB3(lines header.Lines) error {
	for _, line := range lines {
		if key, ok := strings.CutPrefix(line.Name, b3BaggagePrefix); ok && key != "" {
			c.addItem(key, line.Value)
		}
	}
	if c.isValid() {
		return nil
	}
	found, err := parseB3Single(b3Line(lines, "b3"))
	if err != nil {
		multiple, multipleErr := parseB3Multiple(lines)
		if !errors.Is(multipleErr, opentracing.ErrSpanContextNotFound) {
			found, err = multiple, multipleErr
		}
	}
	if err != nil {
		return err
	}
	return c.setIDs(found, true)
}

// parseB3Single reads {trace id}-{span id}[-{sampling state}[-{parent id}]].
func parseB3Single(value string) (ids, error) {
	switch value {
	case "", "0", "1", "d": // nothing, or a decision without ids
		return ids{}, opentracing.ErrSpanContextNotFound
	}
	traceID, rest, _ := strings.Cut(value, "-")
	spanID, rest, hasState := strings.Cut(rest, "-")
	state, parentID, hasParent := strings.Cut(rest, "-")
	var flags byte
	switch {
	case !hasState, state == "0":
	case state == "1":
		flags = jaegerSampled
	case state == "d":
		flags = jaegerSampled | jaegerDebug
	default:
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	if hasParent && parentID == "" {
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	return parseB3IDs(traceID, spanID, parentID, flags)
}

func parseB3Multiple(lines header.Lines) (ids, error) {
	var flags byte
	switch strings.ToLower(b3Line(lines, "x-b3-sampled")) {
	case "", "0", "false":
	case "1", "true":
		flags = jaegerSampled
	default:
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	if b3Line(lines, "x-b3-flags") == "1" { // any other value is to be ignored
		flags = jaegerSampled | jaegerDebug
	}
	traceID, spanID, parentID := b3Line(lines, "x-b3-traceid"), b3Line(lines, "x-b3-spanid"), b3Line(lines, "x-b3-parentspanid")
	if traceID == "" && spanID == "" && parentID == "" {
		return ids{}, opentracing.ErrSpanContextNotFound
	}
	return parseB3IDs(traceID, spanID, parentID, flags)
}

// parseB3IDs accepts short ids, since Jaeger's own B3 propagator wrote them without
// zeros in front. The parent's may be empty.
func parseB3IDs(traceID, spanID, parentID string, flags byte) (ids, error) {
	i, isParent := ids{flags: flags}, true
	if parentID != "" {
		var parent uint64
		parent, isParent = parseHex(parentID, anyHex) // which may be zero
		i.parentID = jaeger.SpanID(parent)
	}
	if !i.parse(traceID, spanID, anyHex) || !isParent {
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	return i, nil
}

// b3Line returns the first line of a header. An empty line, which a proxy makes from a
// template without a value, counts as missing.
func b3Line(lines header.Lines, name string) string {
	value, _ := first(lines, name)
	return trim(value)
}
