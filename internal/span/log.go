package span

import "github.com/opentracing/opentracing-go/log"

// maxLogs bounds the logs of ours on one span. One more tells how many were
// dropped. Jaeger's agent drops a batch with a span that is too large, and the
// innocent spans in it.
const maxLogs = 64

// Log adds a log to the span, unless the span has ended or has enough logs. The
// fields have to be values of package text.
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

// logLast writes the log of a span's end, whatever was written before. If logs
// were dropped, it tells their number.
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

// logDropped tells how many logs were dropped, if any.
func (s *Span) logDropped() {
	if s.logs > maxLogs {
		s.logLast([]log.Field{log.Event("logs.dropped")})
	}
}

func (s *Span) logFields(fields []log.Field) {
	defer s.config.Guard.Recover("the tracer")
	s.span.LogFields(fields...)
}
