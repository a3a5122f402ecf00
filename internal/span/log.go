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

// Log adds a log to the span. The values of the fields have to be made by package text.
func (s *Span) Log(fields ...log.Field) {
	s.use(func() {
		if s.mayLog() {
			s.span.LogFields(fields...)
		}
	})
}

// LogError sets the error tag and, if the span is sampled, logs err.
func (s *Span) LogError(err error) {
	wanted := false
	s.use(func() {
		s.fail()
		wanted = s.Sampled() && s.mayLog()
	})
	if wanted {
		fields := errorFields(err) // an Error method that hangs does not keep the span open
		s.use(func() { s.span.LogFields(fields...) })
	}
}

// mayLog counts one log, and reports whether it may be written.
func (s *Span) mayLog() bool { return s.logs.Add(1) <= maxLogs }

// logLast writes the log of a span's end, even if the span has maxLogs logs. If logs
// were dropped, it adds their number.
func (s *Span) logLast(fields ...log.Field) {
	if dropped := s.logs.Load() - maxLogs; dropped > 0 {
		s.logs.Add(-dropped)
		fields = append(fields, log.Int("logs.dropped", int(dropped)))
	}
	s.span.LogFields(fields...)
}

// errorFields makes the text of err now. A tracer might call the Error method on a
// goroutine of its own, where a panic ends the process.
func errorFields(err error) []log.Field {
	message := text.Error(err)
	return failure(text.Cut(fmt.Sprintf("%T", err)), log.String("error.object", message), log.Message(message))
}

func panicFields(panicked any) []log.Field {
	kind, message := "goexit", "runtime.Goexit"
	if panicked != nil {
		kind, message = "panic", text.Error(panicked)
	}
	return failure(kind, log.Message(message), log.String("stack", text.Stack()))
}

func failure(kind string, details ...log.Field) []log.Field {
	return append([]log.Field{log.Event("error"), log.String("error.kind", kind)}, details...)
}
