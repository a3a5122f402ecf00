// Package span has the life of one span, of a server or of a client: its start, its
// context, its tags and logs while it is open, and its end. Panics of a tracer are
// recovered.
package span

import (
	"net/http"
	"sync"

	"github.com/opentracing/opentracing-go"
)

// Span is one span from its start to its end. It is never reused, since code may hold
// its context for longer.
//
// The methods that other goroutines may call do nothing after the span has ended. A
// call that began before the end may still run. So the last user finishes the span:
// a tracer may use a finished span for another request.
type Span struct {
	config        *Config
	span          opentracing.Span        // nil before the start
	context       opentracing.SpanContext // the span's, or the parent's if that decides on sampling
	hasOwnContext bool                    // context is the span's
	startName     string                  // of the span, if it has a method OperationName

	describe Describer        // these four are used only while the span starts
	tags     opentracing.Tags // of the start
	parent   [1]opentracing.SpanReference
	option   [1]opentracing.StartSpanOption

	mu      sync.Mutex // not held while code of the tracer or the user runs
	users   int        // the owner, until the end, and each call in progress
	logs    int        // written and dropped
	ended   bool
	errored bool // has the error tag: Jaeger's client keeps each one that is set
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

// Opentracing returns the tracer's span. It returns nil before the start and after the
// end.
func (s *Span) Opentracing() opentracing.Span {
	if !s.acquire() {
		return nil
	}
	defer s.release()
	return s.span
}

// Context returns the span's own context, for Inject.
func (s *Span) Context() (sc opentracing.SpanContext) {
	if s.hasOwnContext {
		return s.context
	}
	defer s.config.Guard.Recover("the tracer")
	return s.span.Context()
}

// Sampled reports whether the span is sampled. Other spans only get a name and an
// outcome. The result may change while the span is open.
func (s *Span) Sampled() bool {
	defer s.config.Guard.Recover("the tracer")
	return isSampled(s.context)
}

// Observe calls the user's observers.
func (s *Span) Observe(r *http.Request) {
	for _, observe := range s.config.Observers {
		s.config.Guard.Do("the span observer", func() { observe(s.span, r) })
	}
	if s.hasOwnContext && len(s.config.Observers) > 0 { // an observer may have set baggage or the sampling priority
		s.config.Guard.Do("the tracer", func() { s.context = s.span.Context() })
	}
}

// End ends the span, once.
func (s *Span) End() {
	if s.mark(&s.ended) {
		s.release()
	}
}
