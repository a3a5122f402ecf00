// Package span keeps the life of one span, of a server or of a client: how it
// starts, the context that carries it, what may be added while it is open, and
// that it ends once. No panic of a tracer gets out.
package span

import (
	"net/http"
	"sync"

	"github.com/opentracing/opentracing-go"
)

// Span is one span from its start to its end. It is never reused: whoever holds
// its context may ask for it later.
//
// The methods that other goroutines may call do nothing once the span has ended.
// A call that began before the end may go on after it. So the span is finished
// by whoever uses it last: a tracer may give a finished span to another request.
type Span struct {
	config        *Config
	span          opentracing.Span        // nil before the start
	context       opentracing.SpanContext // the span's, or the parent's if that tells whether it is sampled
	hasOwnContext bool                    // context is the span's
	startName     string                  // as the span tells it, if it does

	describe Describer        // these four are needed while the span starts
	tags     opentracing.Tags // of the start
	parent   [1]opentracing.SpanReference
	option   [1]opentracing.StartSpanOption

	mu      sync.Mutex // not held while code of the tracer or the user runs
	users   int        // the owner, until the end, and each call in progress
	logs    int        // written and dropped
	ended   bool
	errored bool // has the error tag: Jaeger's client would keep each of several
	named   bool // by the handler, or by Rename
}

// acquire reports whether the span is open, and keeps it from being finished.
// The caller then has to call release.
func (s *Span) acquire() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.users == 0 {
		return false
	}
	s.users++
	return true
}

// release finishes the span if it has ended and this was its last user.
func (s *Span) release() {
	s.mu.Lock()
	s.users--
	last := s.users == 0
	s.mu.Unlock()
	if last {
		s.finish()
	}
}

func (s *Span) finish() {
	defer s.config.Guard.Recover("the tracer")
	defer s.span.Finish()
	s.logDropped()
}

// mark sets one of the flags and reports whether it was not set before.
func (s *Span) mark(flag *bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := *flag
	*flag = true
	return !was
}

// Opentracing returns the span as the tracer made it. It returns nil before the
// start and after the end.
func (s *Span) Opentracing() opentracing.Span {
	if !s.acquire() {
		return nil
	}
	defer s.release()
	return s.span
}

// Context returns the span's own context, to be injected.
func (s *Span) Context() (sc opentracing.SpanContext) {
	if s.hasOwnContext {
		return s.context
	}
	defer s.config.Guard.Recover("the tracer")
	return s.span.Context()
}

// Sampled reports whether anyone will see more of the span than its name and
// outcome. The answer may change while the span is open.
func (s *Span) Sampled() bool {
	defer s.config.Guard.Recover("the tracer")
	return isSampled(s.context)
}

// Observe calls the user's observers.
func (s *Span) Observe(r *http.Request) {
	for _, observe := range s.config.Observers {
		s.config.Guard.Do("the span observer", func() { observe(s.span, r) })
	}
	if s.hasOwnContext && len(s.config.Observers) > 0 { // there may be new baggage, or a decision on sampling
		s.config.Guard.Do("the tracer", func() { s.context = s.span.Context() })
	}
}

// End ends the span, once.
func (s *Span) End() {
	if s.mark(&s.ended) {
		s.release()
	}
}
