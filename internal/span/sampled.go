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
	if hasSampledFlag(sc) {
		return true
	}
	decision, ok := sc.(interface{ IsSamplingFinalized() bool })
	return ok && !decision.IsSamplingFinalized()
}

// isFinallyUnsampled reports whether a parent says that its spans are not sampled,
// and that this does not change. jaeger-client-go says so of a caller's context
// once the span below it has started.
func isFinallyUnsampled(parent opentracing.SpanContext) bool {
	decision, ok := parent.(interface{ IsSamplingFinalized() bool })
	return ok && IsDecided(parent) && decision.IsSamplingFinalized() && !hasSampledFlag(parent)
}

// hasSampledFlag reports whether sc has the sampled flag, as far as its tracer tells.
// What a caller sent is decided by that flag alone: jaeger-client-go does not
// call it final before the span has started.
func hasSampledFlag(sc opentracing.SpanContext) bool {
	s, ok := sc.(interface{ IsSampled() bool })
	return !ok || s.IsSampled()
}
