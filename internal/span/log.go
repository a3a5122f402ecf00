package span

import "github.com/opentracing/opentracing-go/log"

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
