package span

import (
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Set sets a tag. Strings from outside of the program have to be made by package text.
func (s *Span) Set(key string, value any) {
	if s.tags != nil {
		s.tags[key] = value
		return
	}
	s.span.SetTag(key, value)
}

// SetTag sets a user's tag, if the span is sampled.
func (s *Span) SetTag(key string, value any) {
	wanted := false
	s.use(func() { wanted = key != "" && s.Sampled() })
	if !wanted {
		return
	}
	value = tagValue(value) // an Error method that hangs does not keep the span open
	s.use(func() {
		if key == string(ext.Error) && value == true {
			s.fail()
			return
		}
		s.span.SetTag(text.Name(key), value)
	})
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

// SetStatus sets http.status_code, a uint16 as in the conventions, and the error tag if
// the status is an error.
func (s *Span) SetStatus(status int) {
	if status >= 0 && status < len(statusTags) {
		s.span.SetTag(string(ext.HTTPStatusCode), statusTags[status])
	} else {
		s.span.SetTag(string(ext.HTTPStatusCode), uint16(status))
	}
	if s.config.isError(status) {
		s.fail()
	}
}

// statusTags has the tag values of the usual statuses, boxed once.
var statusTags = func() (boxed [600]any) {
	for status := range boxed {
		boxed[status] = uint16(status)
	}
	return boxed
}()

// fail sets the error tag, unless the span has it already.
func (s *Span) fail() {
	if s.mark(failed) {
		s.span.SetTag(string(ext.Error), true)
	}
}

// SetOperationName sets the handler's name of the span. Rename does not change it.
func (s *Span) SetOperationName(name string) {
	s.use(func() {
		s.mark(named)
		s.span.SetOperationName(name)
	})
}

// Rename sets the name of a server's span, unless it has that name, or the handler has set one:
// by SetOperationName, or by the span's own SetOperationName if the span has a method
// OperationName.
func (s *Span) Rename(name string) {
	if name != s.startName && s.name() == s.startName && s.mark(named) {
		s.span.SetOperationName(name)
	}
}

// name returns the current name of the span, or that of the start if the span has no
// method OperationName.
func (s *Span) name() string {
	if span, ok := s.span.(interface{ OperationName() string }); ok {
		return span.OperationName()
	}
	return s.startName
}
