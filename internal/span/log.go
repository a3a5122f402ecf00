package span

import (
	"fmt"

	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// maxLogs limits the library's logs on one span. One more log has the number of those
// that were dropped. If a span is too large, Jaeger's agent drops its whole batch, and
// the spans of other requests with it.
const maxLogs = 64

// Log adds a log to the span, unless the span has ended or has maxLogs logs. The
// values of the fields have to be made by package text.
func (s *Span) Log(fields ...log.Field) {
	if s.acquire() {
		defer s.release()
		if s.mayLog() {
			s.logFields(fields)
		}
	}
}

// LogError sets the error tag and logs err, unless the span has ended.
func (s *Span) LogError(err error) {
	if !s.isWorthReading(true) || !s.mayLog() {
		return
	}
	// The text is made now. A tracer might call the Error method on a goroutine of its
	// own, where a panic ends the process.
	fields := errorFields(err)
	if s.acquire() {
		defer s.release()
		s.logFields(fields)
	}
}

func errorFields(err error) []log.Field {
	message := text.Error(err)
	return []log.Field{
		log.Event("error"),
		log.String("error.kind", text.Cut(fmt.Sprintf("%T", err))),
		log.String("error.object", message),
		log.Message(message),
	}
}

// EndWithError sets the error tag, logs err and ends the span.
func (s *Span) EndWithError(err error) {
	if !s.mark(&s.ended) {
		return
	}
	defer s.release()
	s.fail()
	if s.Sampled() {
		s.logLast(errorFields(err))
	}
}

// LogPanic sets the error tag and, if the span is sampled, logs the value of the panic
// by the OpenTracing semantic conventions. Call it while the panic's stack exists, in
// a deferred function, and before the end of the span. Nil stands for runtime.Goexit.
func (s *Span) LogPanic(panicked any) {
	s.fail()
	if !s.Sampled() {
		return
	}
	kind, message := "goexit", "runtime.Goexit"
	if panicked != nil {
		kind, message = "panic", text.Error(panicked)
	}
	s.logLast([]log.Field{
		log.Event("error"),
		log.String("error.kind", kind),
		log.Message(message),
		log.String("stack", text.Stack()),
	})
}

// EndWithPanic calls LogPanic and ends the span.
func (s *Span) EndWithPanic(panicked any) {
	if s.mark(&s.ended) {
		defer s.release()
		s.LogPanic(panicked)
	}
}

// mayLog counts one log, and reports whether it may be written.
func (s *Span) mayLog() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logs++
	return s.logs <= maxLogs
}

// logLast writes the log of a span's end, even if the span has maxLogs logs. If logs
// were dropped, it adds their number.
func (s *Span) logLast(fields []log.Field) {
	s.mu.Lock()
	dropped := s.logs - maxLogs
	s.logs = min(s.logs, maxLogs)
	s.mu.Unlock()
	if dropped > 0 {
		fields = append(fields, log.Int("logs.dropped", dropped))
	}
	s.logFields(fields)
}

// logDropped logs the number of dropped logs, if there are any.
func (s *Span) logDropped() {
	if s.logs > maxLogs {
		s.logLast([]log.Field{log.Event("logs.dropped")})
	}
}

func (s *Span) logFields(fields []log.Field) {
	defer s.config.Guard.Recover("the tracer")
	s.span.LogFields(fields...)
}
