package codec

import (
	"errors"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/text"
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
	return codec{families: header.B3, formats: []format{b3Format{}}}
}

// B3Single returns the codec of Zipkin's single b3 header. It reads the same headers as
// [B3], and reads and writes baggage like it.
func B3Single() Codec {
	return codec{families: header.B3, formats: []format{b3Format{single: true}}}
}

const b3BaggagePrefix = "baggage-"

type b3Format struct{ single bool }

func (f b3Format) write(sc jaeger.SpanContext, w *header.Writer) error {
	single := formatB3Single(sc)
	if f.single {
		w.Set("b3", single)
	} else {
		traceID, spanID, state, parentID := cutB3Single(single)
		w.Set("x-b3-traceid", traceID)
		w.Set("x-b3-spanid", spanID)
		if parentID != "" {
			w.Set("x-b3-parentspanid", parentID)
		}
		if state == "d" {
			w.Set("x-b3-flags", "1")
		} else {
			w.Set("x-b3-sampled", state)
		}
	}
	writeItems(sc, w, b3BaggagePrefix, func(value string) string { return value })
	return nil
}

// formatB3Single makes {trace id}-{span id}-{sampling state}[-{parent id}].
func formatB3Single(sc jaeger.SpanContext) string {
	b := text.AppendTraceID(make([]byte, 0, 72), sc.TraceID().High, sc.TraceID().Low)
	b = append(b, '-')
	b = text.AppendID(b, uint64(sc.SpanID()))
	switch {
	case sc.IsDebug():
		b = append(b, "-d"...)
	case sc.IsSampled():
		b = append(b, "-1"...)
	default:
		b = append(b, "-0"...)
	}
	if sc.ParentID() != 0 {
		b = append(b, '-')
		b = text.AppendID(b, uint64(sc.ParentID()))
	}
	return string(b)
}

func cutB3Single(value string) (traceID, spanID, state, parentID string) {
	traceID, value, _ = strings.Cut(value, "-")
	spanID, value, _ = strings.Cut(value, "-")
	state, parentID, _ = strings.Cut(value, "-")
	return traceID, spanID, state, parentID
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

func parseB3Single(value string) (ids, error) {
	switch value {
	case "", "0", "1", "d": // nothing, or a decision without ids
		return ids{}, opentracing.ErrSpanContextNotFound
	}
	if strings.HasSuffix(value, "-") || strings.Contains(value, "--") {
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	return parseB3(cutB3Single(value))
}

func parseB3Multiple(lines header.Lines) (ids, error) {
	var state string
	switch strings.ToLower(b3Line(lines, "x-b3-sampled")) {
	case "", "0", "false":
	case "1", "true":
		state = "1"
	default:
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	if b3Line(lines, "x-b3-flags") == "1" { // any other value is to be ignored
		state = "d"
	}
	traceID, spanID, parentID := b3Line(lines, "x-b3-traceid"), b3Line(lines, "x-b3-spanid"), b3Line(lines, "x-b3-parentspanid")
	if traceID == "" && spanID == "" && parentID == "" {
		return ids{}, opentracing.ErrSpanContextNotFound
	}
	return parseB3(traceID, spanID, state, parentID)
}

// parseB3 accepts short ids, since Jaeger's own B3 propagator wrote them without zeros in
// front. The state and the parent's id may be empty.
func parseB3(traceID, spanID, state, parentID string) (i ids, err error) {
	isValid := i.parse(traceID, spanID, anyHex)
	switch state {
	case "", "0":
	case "1":
		i.flags = jaegerSampled
	case "d":
		i.flags = jaegerSampled | jaegerDebug
	default:
		isValid = false
	}
	parent, isParent := parseHex(parentID, anyHex) // which may be zero
	i.parentID = jaeger.SpanID(parent)
	if !isValid || !isParent && parentID != "" {
		return ids{}, opentracing.ErrSpanContextCorrupted
	}
	return i, nil
}

// b3Line returns the first line of a header. An empty line, which a proxy makes from a
// template without a value, counts as missing.
func b3Line(lines header.Lines, name string) string {
	for _, line := range lines {
		if line.Name == name {
			return trim(line.Value)
		}
	}
	return ""
}
