package program

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"sync"

	"github.com/go-chi/chi/v5"
)

// The headers that a request is told apart by, and told what to do.
const (
	headerID    = "X-Request"
	headerStop  = "X-Stop"
	headerBatch = "X-Batch"
)

// Secret is in a header of every request, for nobody to print.
const Secret = "hunter2"

// Notes are what the program came across while it served a request.
type Notes struct {
	Lines []string          // the handlers' own; the same with us and without
	Spied map[string]string // what each outer middleware finds on its request; the same with us and without

	// What a writer can do, of what somebody asked for. With us it can do no less.
	Abilities map[string]bool

	// Where the request got to, by chi's own account: a handler, or a 404.
	Ended    []string          // the route patterns, more than one if served in pieces
	Found    bool              // a handler, not a 404 or a 405
	Params   map[string]string // of the last handler
	Named    string            // by SetOperationName
	Errored  bool              // by LogError
	Panicked bool
	Files    []string // temporary ones
	Hijacked bool
	Gone     bool // the handler saw the client go
	Whole    bool // but not before it had it all

	// Of a request in memory.
	Served      bool // there was one
	InSpan      bool // its context has a span
	SharesRoute bool // its context has chi's route context of the request around it

	// In a watched build.
	Answered  bool     // a middleware did, of its own accord
	HiddenAt  []string // the patterns that led to routers that chi cannot look into
	Stopped   bool     // a middleware did, asked to
	StoppedAt string   // the pattern reached by then
	Late      bool     // a TimeoutHandler answered
	Passed    []Pass   // our places
	Crossed   []string // the middlewares that matter, in order
}

// Pass is a request passing a place of ours.
type Pass struct {
	Trace, Count bool
	Sight        Sight
	Nested       bool // in another that traces
	Method       string
	Unsure       bool // its context does not say that another one traces the request
}

// Sight tells whether a place of ours can know the route.
type Sight int

// The sights, from none to full.
const (
	Blind  Sight = iota // there is no router that it sees
	Unsure              // around a type of the user's
	Sees                // on a router, or around one
)

// journal keeps the notes by request.
type journal struct {
	mu    sync.Mutex
	notes map[string]*Notes
}

func (j *journal) note(r *http.Request, f func(n *Notes)) { j.noteID(r.Header.Get(headerID), f) }

func (j *journal) noteID(id string, f func(n *Notes)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := j.notes[id]
	if n == nil {
		n = &Notes{Spied: make(map[string]string), Abilities: make(map[string]bool)}
		j.notes[id] = n
	}
	f(n)
}

// varying is what differs between two runs: addresses in errors, and the type of a writer
// in the text of a panic.
var varying = regexp.MustCompile(`127\.0\.0\.1:\d+|interface conversion: \S+`)

func (j *journal) line(r *http.Request, format string, args ...any) {
	line := varying.ReplaceAllString(fmt.Sprintf(format, args...), "…")
	j.note(r, func(n *Notes) { n.Lines = append(n.Lines, line) })
}

func (j *journal) passed(r *http.Request, what string) {
	j.note(r, func(n *Notes) { n.Crossed = append(n.Crossed, what) })
}

func (j *journal) stopped(r *http.Request) {
	at := reached(r)
	j.note(r, func(n *Notes) { n.Stopped, n.StoppedAt = true, at })
}

// ended notes where chi brought the request.
func (j *journal) ended(r *http.Request, found bool) {
	at, params := reached(r), map[string]string{}
	if route := chi.RouteContext(r.Context()); route != nil {
		for _, key := range route.URLParams.Keys {
			params[key] = route.URLParam(key)
		}
	}
	j.note(r, func(n *Notes) { n.Ended, n.Found, n.Params = append(n.Ended, at), found, params })
}

// endings returns how often a request has got somewhere.
func (j *journal) endings(r *http.Request) (n int) {
	j.note(r, func(notes *Notes) { n = len(notes.Ended) })
	return n
}

func reached(r *http.Request) string { return chi.RouteContext(r.Context()).RoutePattern() }

// Rerouted reports whether something below the middleware that answered would
// have changed the path or the router.
func (n *Notes) Rerouted(stop string) bool {
	i := slices.Index(n.Crossed, stop)
	return i >= 0 && slices.Contains(n.Crossed[i:], "reroute")
}
