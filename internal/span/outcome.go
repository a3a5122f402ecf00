package span

import (
	"fmt"

	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// fail sets the error tag, unless the span has it already.
func (s *Span) fail() {
	if s.mark(&s.errored) {
		s.setTag(string(ext.Error), true)
	}
}

// LogError sets the error tag and logs err, unless the span has ended.
func (s *Span) LogError(err error) {
	if !s.failOpen() || !s.mayLog() {
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

// failOpen sets the error tag unless the span has ended. It reports whether the span
// is open and sampled, so that a log has an effect.
func (s *Span) failOpen() bool {
	if !s.acquire() {
		return false
	}
	defer s.release()
	s.fail()
	return s.Sampled()
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

// SetStatus sets http.status_code, a uint16 as in the conventions.
func (s *Span) SetStatus(status int) { s.setTag(string(ext.HTTPStatusCode), statusTag(status)) }

// FailByStatus sets the error tag if the status is an error.
func (s *Span) FailByStatus(status int) {
	if s.config.isError(status) {
		s.fail()
	}
}

// statusTag returns the tag value of a status. Common values are boxed once.
func statusTag(status int) any {
	if i := status - 100; i >= 0 && i < len(statusTags) {
		return statusTags[i]
	}
	return uint16(status)
}

var statusTags = func() (boxed [500]any) {
	for i := range boxed {
		boxed[i] = uint16(100 + i)
	}
	return boxed
}()
