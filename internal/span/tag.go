package span

import (
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Set sets a tag, for the owner of the span. A string that a stranger wrote has
// to be a value of package text. A panic of the tracer is the caller's to stop.
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

// SetTag sets a tag of the user's, if the span is open and sampled.
func (s *Span) SetTag(key string, value any) {
	if key == "" || !s.isOpenAndSampled() {
		return
	}
	key, value = text.Name(key), tagValue(value) // may call the user's code
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

func (s *Span) isOpenAndSampled() bool {
	if !s.acquire() {
		return false
	}
	defer s.release()
	return s.Sampled()
}

// tagValue returns a value within the limits of package text. What is neither a
// string, nor a number, nor a boolean becomes its text now: a tracer would make
// that later, on a goroutine of its own.
func tagValue(value any) any {
	switch v := value.(type) {
	case string:
		return text.Cut(v)
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return v
	}
	return text.Error(value)
}

// SetOperationName gives the span a name of the handler's, which Rename keeps.
func (s *Span) SetOperationName(name string) {
	if s.acquire() {
		defer s.release()
		s.mark(&s.named)
		s.setOperationName(name)
	}
}

// Rename names the span, unless somebody else did: the handler by
// SetOperationName, or by the span itself if that tells its name.
func (s *Span) Rename(name string) {
	if s.tellName() == s.startName && s.mark(&s.named) {
		s.setOperationName(name)
	}
}

func (s *Span) setOperationName(name string) {
	defer s.config.Guard.Recover("the tracer")
	s.span.SetOperationName(name)
}

// tellName returns the name that the span has by now. It returns an empty name
// if the tracer's spans do not tell theirs.
func (s *Span) tellName() (name string) {
	defer s.config.Guard.Recover("the tracer")
	if span, ok := s.span.(interface{ OperationName() string }); ok {
		name = span.OperationName()
	}
	return name
}
