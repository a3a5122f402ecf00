// Package guard keeps the panics of callbacks, tracers and metrics away from
// the requests that they happen in, and tells the user's error handler of them.
package guard

import (
	"fmt"
	"sync"
	"time"
)

// perSecond bounds the calls of an error handler for each kind of failure.
const perSecond = 10

// Guard recovers panics and tells the error handler of them. A nil Guard recovers
// them and tells nobody.
type Guard struct {
	name    string // of the package that the user configured
	handler func(err error)
	now     func() time.Time

	mu    sync.Mutex
	calls map[string]second // of the handler, by kind of failure
}

// second counts the calls of the handler within one second.
type second struct {
	start time.Time
	calls int
}

// New returns a Guard for a package of that name, which starts every error's
// text. It returns nil if the handler is nil.
func New(name string, handler func(err error)) *Guard {
	if handler == nil {
		return nil
	}
	return &Guard{name: name, handler: handler, now: time.Now, calls: map[string]second{}}
}

// Recover stops a panic. It has to be deferred itself. What names the one that
// panicked, such as "the filter".
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

// Do calls f and stops its panic. It reports whether f returned.
func (g *Guard) Do(what string, f func()) (ok bool) {
	defer g.Recover(what)
	f()
	return true
}

// Get returns what f returns, or the fallback if f panics.
func Get[T any](g *Guard, what string, fallback T, f func() T) (result T) {
	result = fallback
	defer g.Recover(what)
	return f()
}

// Report tells the handler of err, at most ten times a second for each kind of
// failure. The error that the handler gets wraps err.
func (g *Guard) Report(kind string, err error) {
	if g == nil || !g.allow(kind) {
		return
	}
	defer func() { _ = recover() }() // of the handler itself
	g.handler(fmt.Errorf("%s: %w", g.name, err))
}

// allow reports whether the handler may be called again for that kind. Kinds
// are words of the program, so there are few.
func (g *Guard) allow(kind string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	s, now := g.calls[kind], g.now()
	if now.Sub(s.start) >= time.Second {
		s = second{start: now}
	}
	s.calls++
	g.calls[kind] = s
	return s.calls <= perSecond
}
