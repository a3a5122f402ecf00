package program

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/go-chi/chi/v5"
)

// Kind is what is in our places.
type Kind int

// The builds of a program.
const (
	Bare Kind = iota
	Watched
	Traced
)

// Build is a program that is about to run.
type Build struct {
	Handler http.Handler

	kind     Kind
	ours     *Ours
	journal  journal
	handlers sync.WaitGroup // that outlive the one that net/http waits for
	later    []func()       // to be done when the answer is out
	kept     []kept
}

// Build builds the program. What it panics with is chi's, which takes not every
// combination of patterns, or ours.
func (p *Program) Build(kind Kind, ours *Ours) *Build {
	b := &Build{kind: kind, ours: ours, journal: journal{notes: make(map[string]*Notes)}}
	inner := b.typed(p.Type, p.Root.mux(b))
	outer := chi.Chain(b.middlewares(p.Around)...).Handler(inner)
	b.Handler = spying(b, "outermost", outer)
	return b
}

// Notes returns what was noted of a request.
func (b *Build) Notes(id string) (notes Notes) {
	b.journal.noteID(id, func(n *Notes) { notes = *n })
	return notes
}

// Wait waits for handlers that outlive the answer.
func (b *Build) Wait() { b.handlers.Wait() }

// place builds ours in, or those who watch in our place.
func (b *Build) place(m Middleware) (built []func(http.Handler) http.Handler) {
	if b.kind == Watched {
		return []func(http.Handler) http.Handler{func(next http.Handler) http.Handler { return b.watch(m, next) }}
	}
	if m.count {
		built = append(built, b.ours.count())
	}
	if m.trace {
		built = append(built, b.ours.trace())
	}
	return built
}

type nestedKey struct{}

// watched is what a place of ours makes of a router: still one.
type watched struct {
	http.Handler
	routes
}

// unsurely is what it makes of another one.
type unsurely watched

// watch notes the requests that pass a place of ours.
func (b *Build) watch(m Middleware, next http.Handler) http.Handler {
	known := Blind
	switch next.(type) {
	case *chi.Mux, watched:
		known = Sees
	case chi.Routes:
		known = Unsure
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(headerID)
		pass := Pass{Trace: m.trace, Count: m.count, Sight: known, Nested: r.Context().Value(nestedKey{}) == id}
		if chi.RouteContext(r.Context()) != nil {
			pass.Sight = Sees
		}
		pass.Method = r.Method
		b.journal.note(r, func(n *Notes) {
			pass.Unsure = !pass.Nested && slices.ContainsFunc(n.Passed, func(p Pass) bool { return p.Trace })
			n.Passed = append(n.Passed, pass)
		})
		if m.trace && !pass.Nested {
			r = r.WithContext(context.WithValue(r.Context(), nestedKey{}, id))
		}
		next.ServeHTTP(w, r)
	})
	r, _ := next.(chi.Routes)
	switch known {
	case Sees:
		return watched{h, r}
	case Unsure:
		return unsurely{h, r}
	}
	return h
}

// observed puts a middleware of the program's under watch: whether it stands in
// the way of a request, and whether it changes the request's way.
func (b *Build) observed(m Middleware) []func(http.Handler) http.Handler {
	type passedKey struct{}
	before := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if m.reroutes {
				b.journal.passed(r, "reroute")
			}
			passed, ended := new(bool), b.journal.endings(r)
			defer func() {
				if !*passed && b.journal.endings(r) == ended {
					b.journal.note(r, func(n *Notes) { n.Answered = true })
				}
			}()
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), passedKey{}, passed)))
		})
	}
	after := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if passed, ok := r.Context().Value(passedKey{}).(*bool); ok {
				*passed = true
			}
			next.ServeHTTP(w, r)
		})
	}
	return []func(http.Handler) http.Handler{before, b.wrapping(m), after}
}

func (b *Build) wrapping(m Middleware) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return m.wrap(b, next) }
}

// noteLost notes where the requests got to that no handler got.
func (b *Build) noteLost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		before := b.journal.endings(r)
		defer func() {
			if b.journal.endings(r) == before {
				b.journal.ended(r, false)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// noteHidden notes the way to a router that chi cannot look into.
func (b *Build) noteHidden(hidden http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := reached(r)
		b.journal.note(r, func(n *Notes) { n.HiddenAt = append(n.HiddenAt, at) })
		hidden.ServeHTTP(w, r)
	})
}
