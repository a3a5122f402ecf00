package span

import "github.com/opentracing/opentracing-go"

// IsDecided reports whether a parent has a decision on sampling. A context without
// ids, with only baggage or a debug id, has none.
func IsDecided(parent opentracing.SpanContext) bool {
	if parent == nil {
		return false
	}
	p, ok := parent.(interface{ IsValid() bool })
	return !ok || p.IsValid()
}

// isSampled reports whether the spans of sc are sampled. It returns true if sc does not
// tell, or if the tracer has not decided yet.
func isSampled(sc opentracing.SpanContext) bool {
	if hasSampledFlag(sc) {
		return true
	}
	decision, ok := sc.(interface{ IsSamplingFinalized() bool })
	return ok && !decision.IsSamplingFinalized()
}

// isFinallyUnsampled reports whether a parent is not sampled and this cannot change.
// With jaeger-client-go a caller's context is final after the span below it has
// started.
func isFinallyUnsampled(parent opentracing.SpanContext) bool {
	decision, ok := parent.(interface{ IsSamplingFinalized() bool })
	return ok && IsDecided(parent) && decision.IsSamplingFinalized() && !hasSampledFlag(parent)
}

// hasSampledFlag reports whether sc has the sampled flag. It returns true if sc does not
// tell. For a caller's context only this flag is read: in jaeger-client-go the context
// is not final before the span has started.
func hasSampledFlag(sc opentracing.SpanContext) bool {
	s, ok := sc.(interface{ IsSampled() bool })
	return !ok || s.IsSampled()
}
