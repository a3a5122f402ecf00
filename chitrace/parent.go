package chitrace

import "github.com/opentracing/opentracing-go"

// extract returns what the caller sent, nil if that is nothing, or nothing
// usable. Extract may return a context beside its error: the error decides.
func (t *trace) extract(tracer opentracing.Tracer) (parent opentracing.SpanContext) {
	defer swallow()
	if t.isPublic() {
		return nil
	}
	headers := carrier(t.request.Header)
	if headers == nil {
		return nil
	}
	parent, err := tracer.Extract(opentracing.HTTPHeaders, headers)
	if err != nil {
		return nil
	}
	return parent
}

// isPublic says whether nothing that the caller sent may be believed.
func (t *trace) isPublic() bool {
	return t.publicEndpoint != nil && try(true, func() bool { return t.publicEndpoint(&t.request) })
}

// isDecided says whether parent brings a decision on sampling with it. A context
// without ids, of only baggage or a debug id, does not.
func isDecided(parent opentracing.SpanContext) bool {
	if parent == nil {
		return false
	}
	p, ok := parent.(interface{ IsValid() bool })
	return !ok || p.IsValid()
}

// isSampled says whether anyone will see more of the span than its name and
// outcome. A tracer that has not decided yet is taken to sample. The answer may
// change while the handler runs.
func isSampled(sc opentracing.SpanContext) bool {
	if isFlagged(sc) {
		return true
	}
	final, ok := sc.(interface{ IsSamplingFinalized() bool })
	return ok && !final.IsSamplingFinalized()
}

// isFlagged says whether sc has the sampled flag, as far as its tracer tells.
// What a caller sent is decided by that flag alone: Jaeger's client does not
// call it final before the span has started.
func isFlagged(sc opentracing.SpanContext) bool {
	sampled, ok := sc.(interface{ IsSampled() bool })
	return !ok || sampled.IsSampled()
}
