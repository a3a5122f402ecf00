package span

import (
	"fmt"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// fail sets the error tag, unless the span has it already.
func (s *Span) fail() {
	if !s.errored {
		s.errored = true
		ext.Error.Set(s.span, true)
	}
}

// LogError sets the error tag and logs err, unless the span has ended.
func (s *Span) LogError(err error) {
	// The text is taken now: a tracer would ask for it on a goroutine of its own,
	// where an Error method that panics takes the process down.
	message := text.Error(err)
	s.Update(func(opentracing.Span) { s.logError(err, message) })
}

func (s *Span) logError(err error, message string) {
	s.fail()
	s.span.LogFields(
		log.Event("error"),
		log.String("error.kind", text.Cut(fmt.Sprintf("%T", err))),
		log.String("error.object", message),
		log.Message(message),
	)
}

// EndWithError sets the error tag, logs err and ends the span.
func (s *Span) EndWithError(err error) {
	s.End(func() { s.logError(err, text.Error(err)) })
}

// LogPanic sets the error tag and, if the span is sampled, logs what was
// panicked with in the terms of the OpenTracing semantic conventions. It has to
// be called while the stack still stands.
func (s *Span) LogPanic(panicked any) {
	s.Update(func(opentracing.Span) { s.logPanic(panicked) })
}

func (s *Span) logPanic(panicked any) {
	s.fail()
	if !s.Sampled() {
		return
	}
	kind, message := "panic", text.Error(panicked)
	if panicked == nil {
		kind, message = "goexit", "runtime.Goexit"
	}
	s.span.LogFields(
		log.Event("error"),
		log.String("error.kind", kind),
		log.Message(message),
		log.String("stack", text.Stack()),
	)
}

// EndWithPanic sets the error tag, logs the panic as LogPanic does and ends the
// span. Nil stands for runtime.Goexit.
func (s *Span) EndWithPanic(panicked any) {
	s.End(func() { s.logPanic(panicked) })
}

// SetStatus sets http.status_code as the conventions want it, a uint16.
func (s *Span) SetStatus(status int) {
	s.config.Guard.Do("the tracer", func() { s.span.SetTag(string(ext.HTTPStatusCode), statusTag(status)) })
}

// FailByStatus sets the error tag if the status is an error.
func (s *Span) FailByStatus(status int) {
	if s.config.isError(status) {
		s.Update(func(opentracing.Span) { s.fail() })
	}
}

// statusTag returns the value of a status. The common ones are boxed once.
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
