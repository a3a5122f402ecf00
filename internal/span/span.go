// Package span keeps the life of one span, of a server or of a client: how it
// starts, the context that carries it, what may be said of it while it is open,
// and that it ends once. No panic of a tracer gets out.
package span

import (
	"net/http"
	"sync"

	"github.com/opentracing/opentracing-go"
)

// Span is one span from its start to its end. It is never reused: whoever holds
// its context may ask for it later.
type Span struct {
	config   *Config
	span     opentracing.Span        // nil before the start
	context  opentracing.SpanContext // the span's, or the parent's if that tells whether it is sampled
	describe Describer
	tags     opentracing.Tags // of the start, while the tracer starts the span
	parent   [1]opentracing.SpanReference
	option   [1]opentracing.StartSpanOption

	own     bool // context is the span's
	mu      sync.Mutex
	errored bool // has the error tag: Jaeger's client would keep each of several
	ended   bool
}

// Opentracing returns the span as the tracer made it. It returns nil before the
// start and after the end.
func (s *Span) Opentracing() opentracing.Span {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil
	}
	return s.span
}

// Context returns the span's own context, to be injected.
func (s *Span) Context() (sc opentracing.SpanContext) {
	if s.own {
		return s.context
	}
	defer s.config.Guard.Recover("the tracer")
	return s.span.Context()
}

// Set sets a tag. A string that a stranger wrote has to be a value of package
// text.
func (s *Span) Set(key string, value any) {
	if s.tags != nil {
		s.tags[key] = value
		return
	}
	s.span.SetTag(key, value)
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
	if s.own && len(s.config.Observers) > 0 { // there may be new baggage, or a decision on sampling
		s.config.Guard.Do("the tracer", func() { s.context = s.span.Context() })
	}
}

// Update calls f unless the span has ended, and keeps it from ending meanwhile.
func (s *Span) Update(f func(span opentracing.Span)) {
	defer s.config.Guard.Recover("the tracer")
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		f(s.span)
	}
}

// End ends the span, once. The last word, which may be nil, is called before,
// when no Update comes through any more.
func (s *Span) End(lastWord func()) {
	s.mu.Lock()
	ended := s.ended
	s.ended = true
	s.mu.Unlock()
	if ended {
		return
	}
	defer s.config.Guard.Do("the tracer", s.span.Finish)
	if lastWord != nil {
		s.config.Guard.Do("the tracer", lastWord)
	}
}
