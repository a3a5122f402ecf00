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
}
