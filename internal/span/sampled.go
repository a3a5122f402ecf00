package span

import "github.com/opentracing/opentracing-go"

// IsDecided reports whether a parent brings a decision on sampling with it. A
// context without ids, of only baggage or a debug id, does not.
func IsDecided(parent opentracing.SpanContext) bool {
	if parent == nil {
		return false
	}
	p, ok := parent.(interface{ IsValid() bool })
	return !ok || p.IsValid()
}

// isSampled reports whether the spans of sc are seen. A tracer that does not tell,
// or has not decided yet, is taken to sample.
func isSampled(sc opentracing.SpanContext) bool {
	if isFlagged(sc) {
		return true
	}
	decision, ok := sc.(interface{ IsSamplingFinalized() bool })
	return ok && !decision.IsSamplingFinalized()
}

// isFlagged reports whether sc has the sampled flag, as far as its tracer tells.
// What a caller sent is decided by that flag alone: jaeger-client-go does not
// call it final before the span has started.
func isFlagged(sc opentracing.SpanContext) bool {
	s, ok := sc.(interface{ IsSampled() bool })
	return !ok || s.IsSampled()
}
