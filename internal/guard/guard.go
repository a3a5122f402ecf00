// Package guard recovers panics of callbacks, tracers and metrics, so that they do not
// fail a request, and reports them to the user's error handler.
package guard

import (
	"fmt"
	"sync"
	"time"
)

// perSecond limits the calls of an error handler for each kind of failure.
const perSecond = 10

// Guard recovers panics and reports them to the error handler. A nil Guard only
// recovers them.
type Guard struct {
	name    string // of the package that the user configured
	handler func(err error)

	mu    sync.Mutex
	calls map[string]second // of the handler, by kind of failure
}

// second counts the calls within one second.
type second struct {
	start time.Time
	calls int
}

// New returns a Guard for the package with the given name, which begins the text of every
// error. It returns nil if the handler is nil.
func New(name string, handler func(err error)) *Guard {
	if handler == nil {
		return nil
	}
	return &Guard{name: name, handler: handler, calls: map[string]second{}}
}

// Recover recovers a panic. Call it by defer only. what names the code that panicked,
// such as "the filter".
func (g *Guard) Recover(what string) {
	panicked := recover()
	if panicked == nil || g == nil {
		return
	}
	err, ok := panicked.(error)
	if !ok {
		err = fmt.Errorf("%v", panicked)
	}
	g.Report(what, fmt.Errorf("%s panicked: %w", what, err))
}

// Do calls f and recovers its panic. It reports whether f returned.
func (g *Guard) Do(what string, f func()) (ok bool) {
	defer g.Recover(what)
	f()
	return true
}

// Get returns the result of f, or the fallback if f panics.
func Get[T any](g *Guard, what string, fallback T, f func() T) (result T) {
	result = fallback
	defer g.Recover(what)
	return f()
}

// Report calls the handler with an error that wraps err, at most ten times a second
// for each kind of failure. Kinds are constants of the program, so there are few.
func (g *Guard) Report(kind string, err error) {
	if g == nil {
		return
	}
	g.mu.Lock()
	s := g.calls[kind]
	if time.Since(s.start) >= time.Second {
		s = second{start: time.Now()}
	}
	s.calls++
	g.calls[kind] = s
	g.mu.Unlock()
	if s.calls <= perSecond {
		defer func() { _ = recover() }() // of the handler itself
		g.handler(fmt.Errorf("%s: %w", g.name, err))
	}
}
