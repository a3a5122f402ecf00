// Package traces keeps the finished spans of a process in memory, trace by
// trace: what Jaeger is for, in a demo that needs no Jaeger.
package traces

import "time"

// Trace is all of one request's work, across services.
type Trace struct {
	ID    string
	Spans []Span // in the order they ended
}

// Span is one step of a trace.
type Span struct {
	ID, Parent string // Parent is empty for the first span of a trace.

	Service   string
	Operation string
	Start     time.Time
	Duration  time.Duration

	Method string
	URL    string
	Status int // 0: there was none
	Failed bool
	Reason string // why it failed, if the span knows

	Tags []Field // by name
	Logs [][]Field
}

// Field is a tag of a span, or a field of one of its logs.
type Field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}
