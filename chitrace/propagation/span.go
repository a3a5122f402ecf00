package propagation

import (
	"fmt"
	"sync"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
)

// openSpan is a span until it ends, which it does once: by whoever comes first
// of the round trip and the readers and closers of the body, on whatever
// goroutines. What arrives later, as a client trace's events may, is dropped.
// No panic of the tracer's gets out.
type openSpan struct {
	mu      sync.Mutex
	span    opentracing.Span // nil: ended
	errored bool
}

// update calls f unless the span has ended.
func (s *openSpan) update(f func(span opentracing.Span)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.span != nil {
		safely(func() { f(s.span) })
	}
}

// setStatus sets the status, and the error tag if the status is an error.
func (s *openSpan) setStatus(status int, isError bool) {
	s.update(func(span opentracing.Span) {
		ext.HTTPStatusCode.Set(span, uint16(status))
		if isError {
			s.setError(span)
		}
	})
}

// end finishes the span: in error, unless err is nil.
func (s *openSpan) end(err error) {
	if err == nil {
		s.finish(nil)
		return
	}
	// The text is taken now: a tracer would ask for it on a goroutine of its own,
	// where an Error method that panics takes the process down.
	text := fmt.Sprint(err)
	s.finish(func(span opentracing.Span) {
		s.setError(span)
		span.LogFields(log.Event("error"), log.String("error.kind", fmt.Sprintf("%T", err)),
			log.String("error.object", text), log.Message(text))
	})
}

// endPanicking finishes the span of a round trip that panicked with v, or that
// left by runtime.Goexit if v is nil.
func (s *openSpan) endPanicking(v any) {
	kind := "panic"
	if v == nil {
		kind = "goexit"
	}
	s.finish(func(span opentracing.Span) {
		s.setError(span)
		span.LogFields(log.Event("error"), log.String("error.kind", kind), log.Message(fmt.Sprint(v)))
	})
}

// finish lets last, which may be nil, have the last word on the span.
func (s *openSpan) finish(last func(span opentracing.Span)) {
	s.mu.Lock()
	span := s.span
	s.span = nil
	s.mu.Unlock()

	if span == nil {
		return
	}
	if last != nil {
		safely(func() { last(span) })
	}
	safely(span.Finish)
}

// setError sets the error tag, and not again: Jaeger keeps every value.
func (s *openSpan) setError(span opentracing.Span) {
	if !s.errored {
		s.errored = true
		ext.Error.Set(span, true)
	}
}

// recorded reports whether anyone will see a span with this context. Contexts
// that do not tell, and decisions that are not final, count as seen.
func recorded(sc opentracing.SpanContext) bool {
	sampling, ok := sc.(interface{ IsSampled() bool })
	if !ok || sampling.IsSampled() {
		return true
	}
	decision, ok := sc.(interface{ IsSamplingFinalized() bool })
	return ok && !decision.IsSamplingFinalized()
}
