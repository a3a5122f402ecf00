package span

import (
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Set sets a tag. Only the owner of the span may call it, and has to recover a panic of
// the tracer. Strings from outside of the program have to be made by package text.
func (s *Span) Set(key string, value any) {
	if s.tags != nil {
		s.tags[key] = value
		return
	}
	s.span.SetTag(key, value)
}

func (s *Span) setTag(key string, value any) {
	defer s.config.Guard.Recover("the tracer")
	s.span.SetTag(key, value)
}

// SetTag sets a user's tag, if the span is open and sampled.
func (s *Span) SetTag(key string, value any) {
	if key == "" || !s.isWorthReading(false) {
		return
	}
	key, value = text.Name(key), tagValue(value) // tagValue may call the user's code
	if !s.acquire() {
		return
	}
	defer s.release()
	if key == string(ext.Error) && value == true {
		s.fail()
		return
	}
	s.setTag(key, value)
}

// isWorthReading sets the error tag if the span failed, and reports whether the
// span is open and sampled. If it returns false, the text of a value is not needed.
func (s *Span) isWorthReading(failed bool) bool {
	if !s.acquire() {
		return false
	}
	defer s.release()
	if failed {
		s.fail()
	}
	return s.Sampled()
}

// tagValue returns a value within the limits of package text. A value other than a
// string, a number or a boolean is formatted now: a tracer would do so later, on a
// goroutine of its own.
func tagValue(value any) any {
	switch v := value.(type) {
	case string:
		return text.Cut(v)
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return v
	}
	return text.Error(value)
}

// fail sets the error tag, unless the span has it already.
func (s *Span) fail() {
	if s.mark(&s.errored) {
		s.setTag(string(ext.Error), true)
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
	if status >= 0 && status < len(statusTags) {
		return statusTags[status]
	}
	return uint16(status)
}

var statusTags = func() (boxed [600]any) {
	for status := range boxed {
		boxed[status] = uint16(status)
	}
	return boxed
}()

// SetOperationName sets the handler's name of the span. Rename does not change it.
func (s *Span) SetOperationName(name string) {
	if s.acquire() {
		defer s.release()
		s.mark(&s.named)
		s.setOperationName(name)
	}
}

// Rename sets the name of the span, unless the handler has set one: by
// SetOperationName, or by the span's own SetOperationName if the span has a method
// OperationName.
func (s *Span) Rename(name string) {
	if s.tellName() == s.startName && s.mark(&s.named) {
		s.setOperationName(name)
	}
}

func (s *Span) setOperationName(name string) {
	defer s.config.Guard.Recover("the tracer")
	s.span.SetOperationName(name)
}

// tellName returns the current name of the span. It returns an empty name if the span
// has no method OperationName.
func (s *Span) tellName() (name string) {
	defer s.config.Guard.Recover("the tracer")
	if span, ok := s.span.(interface{ OperationName() string }); ok {
		name = span.OperationName()
	}
	return name
}
