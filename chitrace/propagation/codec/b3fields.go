package codec

import (
	"errors"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// b3Fields is the content of either encoding, checked.
type b3Fields struct {
	traceID, spanID, parentID string
	sampled, debug            bool
}

// parseB3 takes the single header if that has a context, else the multiple ones.
func parseB3(values *[len(b3Names)][]string) (b3Fields, error) {
	single, singleErr := parseB3Single(values[b3Single])
	if singleErr == nil {
		return single, nil
	}
	multiple, err := parseB3Multiple(values)
	if errors.Is(err, opentracing.ErrSpanContextNotFound) {
		err = singleErr
	}
	return multiple, err
}

// parseB3Single reads {trace id}-{span id}[-{sampling state}[-{parent id}]].
func parseB3Single(lines []string) (b3Fields, error) {
	if len(lines) == 0 {
		return b3Fields{}, opentracing.ErrSpanContextNotFound
	}
	value := trim(lines[0])
	switch value {
	case "0", "1", "d":
		return b3Fields{}, opentracing.ErrSpanContextNotFound // a decision without ids
	}
	parts := strings.SplitN(value, "-", 5)
	if len(parts) < 2 || len(parts) > 4 {
		return b3Fields{}, opentracing.ErrSpanContextCorrupted
	}
	fields := b3Fields{traceID: parts[0], spanID: parts[1]}
	if len(parts) > 2 {
		switch parts[2] {
		case "0":
		case "1":
			fields.sampled = true
		case "d":
			fields.debug = true
		default:
			return b3Fields{}, opentracing.ErrSpanContextCorrupted
		}
	}
	if len(parts) > 3 {
		fields.parentID = parts[3]
		if !isLowerHex(fields.parentID, 16) {
			return b3Fields{}, opentracing.ErrSpanContextCorrupted
		}
	}
	return fields, fields.check()
}

func parseB3Multiple(values *[len(b3Names)][]string) (b3Fields, error) {
	var fields b3Fields
	if v := values[b3Sampled]; len(v) > 0 {
		switch strings.ToLower(trim(v[0])) {
		case "0", "false":
		case "1", "true":
			fields.sampled = true
		default:
			return b3Fields{}, opentracing.ErrSpanContextCorrupted
		}
	}
	if v := values[b3Flags]; len(v) > 0 {
		fields.debug = trim(v[0]) == "1" // any other value is to be ignored
	}
	if v := values[b3ParentID]; len(v) > 0 {
		fields.parentID = trim(v[0])
		if !isLowerHex(fields.parentID, 16) {
			return b3Fields{}, opentracing.ErrSpanContextCorrupted
		}
	}
	traceID, spanID := values[b3TraceID], values[b3SpanID]
	if len(traceID) == 0 && len(spanID) == 0 {
		if fields.parentID != "" {
			return b3Fields{}, opentracing.ErrSpanContextCorrupted
		}
		return b3Fields{}, opentracing.ErrSpanContextNotFound
	}
	if len(traceID) == 0 || len(spanID) == 0 {
		return b3Fields{}, opentracing.ErrSpanContextCorrupted
	}
	fields.traceID, fields.spanID = trim(traceID[0]), trim(spanID[0])
	return fields, fields.check()
}

// check leaves nothing for zipkin.Propagator to refuse.
func (f b3Fields) check() error {
	if !isLowerHex(f.traceID, 32) && !isLowerHex(f.traceID, 16) || isZero(f.traceID) ||
		!isLowerHex(f.spanID, 16) || isZero(f.spanID) {
		return opentracing.ErrSpanContextCorrupted
	}
	return nil
}

func isZero(id string) bool {
	return strings.Trim(id, "0") == ""
}
