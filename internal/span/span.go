// Package span has the life of one span, of a server or of a client: its start, its
// context, its tags and logs while it is open, and its end.
package span

import (
	"net/http"
	"sync/atomic"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/guard"
)

// Span is one span from its start to its end. It is never reused, since code may hold
// its context for longer.
//
// Set, SetStatus, Rename, Sampled and Context are for the owner of the span, who has to
// recover panics of the tracer. Other methods recover them. They do nothing after the
// span has ended, and other goroutines may call them. A call that began before the end
// may still run. So the last user finishes the span: a tracer may use a finished span
// for another request.
type Span struct {
	config    *Config
	span      opentracing.Span        // nil before the start
	context   opentracing.SpanContext // the span's, or the parent's if that decides on sampling
	startName string                  // as the span tells it

	describe Describer        // these four are used only while the span starts
	tags     opentracing.Tags // of the start
	parent   [1]opentracing.SpanReference
	option   [1]opentracing.StartSpanOption

	state atomic.Int32 // flags, and the number of users above them
	logs  atomic.Int32 // written and dropped
}

const (
	ended         int32 = 1 << iota
	failed              // has the error tag: Jaeger's client keeps each one that is set
	named               // by the handler, or by Rename
	hasOwnContext       // context is the span's
	oneUser             // the owner, until the end, or a call in progress
)

func isOpen(state int32) bool { return state >= oneUser && state&ended == 0 }

// mark sets one of the flags and reports whether it was not set before.
func (s *Span) mark(flag int32) bool { return s.state.Or(flag)&flag == 0 }

// use calls f if the span is open, and keeps the span from being finished meanwhile.
func (s *Span) use(f func()) {
	for {
		state := s.state.Load()
		if !isOpen(state) {
			return
		}
		if s.state.CompareAndSwap(state, state+oneUser) {
			break
		}
	}
	defer s.release()
	s.config.Guard.Do("the tracer", f)
}

// release finishes the span if this was its last user.
func (s *Span) release() {
	if s.state.Add(-oneUser) < oneUser {
		s.finish()
	}
}

func (s *Span) finish() {
	defer s.config.Guard.Recover("the tracer")
	if s.logs.Load() > maxLogs {
		s.config.Guard.Do("the tracer", func() { s.logLast(log.Event("logs.dropped")) })
	}
	s.span.Finish()
}

// IsStarted reports whether the span has started. It may have ended.
func (s *Span) IsStarted() bool { return s.state.Load() != 0 }

// Opentracing returns the tracer's span. It returns nil before the start and after the
// end.
func (s *Span) Opentracing() opentracing.Span {
	if !isOpen(s.state.Load()) {
		return nil
	}
	return s.span
}

// Context returns the span's own context, for Inject.
func (s *Span) Context() opentracing.SpanContext {
	if s.state.Load()&hasOwnContext != 0 {
		return s.context
	}
	return s.span.Context()
}

// Sampled reports whether the span is sampled. It returns true if its context does not
// tell, or if the tracer has not decided yet. Other spans only get a name and an outcome.
// The result may change while the span is open.
func (s *Span) Sampled() bool {
	if hasSampledFlag(s.context) {
		return true
	}
	final, tells := isFinal(s.context)
	return tells && !final
}

// Observe calls the user's observers. They may set baggage or the sampling priority. A span
// that is sampled only then gets its tags from d.
func (s *Span) Observe(r *http.Request, d Describer) {
	if len(s.config.Observers) == 0 {
		return
	}
	wasSampled := guard.Get(s.config.Guard, "the tracer", true, s.Sampled)
	for _, observe := range s.config.Observers {
		s.config.Guard.Do("the span observer", func() { observe(s.span, r) })
	}
	defer s.config.Guard.Recover("the tracer")
	if !wasSampled || s.state.Load()&hasOwnContext != 0 {
		s.context = s.span.Context()
		s.mark(hasOwnContext)
	}
	if !wasSampled && s.Sampled() {
		s.repeatTags()
		d.Describe(s)
	}
}

// End ends the span, once.
func (s *Span) End() {
	if s.mark(ended) {
		s.release()
	}
}

// EndWithError sets the error tag, logs err and ends the span.
func (s *Span) EndWithError(err error) {
	s.endWith(func() []log.Field { return errorFields(err) })
}

// EndWithPanic sets the error tag, logs the value of a panic by the OpenTracing semantic
// conventions and ends the span. Call it while the panic's stack exists, in a deferred
// function. Nil stands for runtime.Goexit.
func (s *Span) EndWithPanic(panicked any) {
	s.endWith(func() []log.Field { return panicFields(panicked) })
}

func (s *Span) endWith(failure func() []log.Field) {
	if !s.mark(ended) {
		return
	}
	defer s.release()
	defer s.config.Guard.Recover("the tracer")
	s.fail()
	if s.Sampled() {
		s.logLast(failure()...)
	}
}
