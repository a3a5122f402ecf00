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

// Guard passes panics by. A nil Guard does so as well, and tells nobody.
type Guard struct {
	name    string // of the package that the user configured
	handler func(err error)
	now     func() time.Time

	mu   sync.Mutex
	told map[string]*second // by kind of failure
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
	return &Guard{name: name, handler: handler, now: time.Now, told: map[string]*second{}}
}

// Recover stops a panic. It has to be deferred itself. What names the one that
// panicked, such as "the filter".
func (g *Guard) Recover(what string) {
	if v := recover(); v != nil {
		g.report(what, v)
	}
}

// Do calls f and stops its panic.
func (g *Guard) Do(what string, f func()) {
	defer g.Recover(what)
	f()
}

// Try returns what f returns. It returns false if f panics.
func Try[T any](g *Guard, what string, f func() T) (result T, ok bool) {
	defer g.Recover(what)
	return f(), true
}

// Get returns what f returns, or the fallback if f panics.
func Get[T any](g *Guard, what string, fallback T, f func() T) T {
	if result, ok := Try(g, what, f); ok {
		return result
	}
	return fallback
}

func (g *Guard) report(what string, panicked any) {
	if g == nil {
		return
	}
	if err, ok := panicked.(error); ok {
		g.Report(what, fmt.Errorf("%s panicked: %w", what, err))
		return
	}
	g.Report(what, fmt.Errorf("%s panicked: %v", what, panicked))
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
	s := g.told[kind]
	if s == nil {
		s = &second{}
		g.told[kind] = s
	}
	if now := g.now(); now.Sub(s.start) >= time.Second {
		*s = second{start: now}
	}
	s.calls++
	return s.calls <= perSecond
}
