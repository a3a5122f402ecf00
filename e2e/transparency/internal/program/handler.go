package program

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// Handler is what a handler does, one step after the other.
type Handler []step

type step struct {
	name string
	do   func(x *exchange)
}

// exchange is one call of a handler.
type exchange struct {
	b *Build
	w http.ResponseWriter
	r *http.Request
}

func (x *exchange) line(format string, args ...any) { x.b.journal.line(x.r, format, args...) }

func (x *exchange) note(f func(n *Notes)) { x.b.journal.note(x.r, f) }

// String lists the steps.
func (h Handler) String() string {
	var all []string
	for _, s := range h {
		all = append(all, s.name)
	}
	return strings.Join(all, "; ")
}

func (d *drawing) handler() Handler {
	if d.Chance(10) {
		return Handler{draw.One(d.Source, partings...)}
	}
	h := Handler{d.step()}
	d.UpTo(5, func() { h = append(h, d.step()) })
	return h
}

func (d *drawing) step() step {
	switch n := d.Below(100); {
	case n < 25:
		return d.write()
	case n < 40:
		return d.status()
	case n < 55:
		return draw.One(d.Source, headers...)
	case n < 70:
		return draw.One(d.Source, controls...)
	case n < 80:
		return draw.One(d.Source, asks...)
	case n < 86:
		return draw.One(d.Source, spans...)
	case n < 91:
		return draw.One(d.Source, changes...)
	case n < 95:
		return draw.One(d.Source, inMemory...)
	}
	return draw.One(d.Source, panics...)
}

// endpoint builds a handler.
func (b *Build) endpoint(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait(r) {
			b.journal.note(r, func(n *Notes) { n.Late = true })
		}
		returned := false
		defer func() { b.journal.note(r, func(n *Notes) { n.Panicked = n.Panicked || !returned }) }()
		x := &exchange{b, w, r}
		for _, step := range e.handler {
			step.do(x)
		}
		returned = true
	})
}

// arrive notes where chi brought the request. It stands outside of inline
// middlewares, which may lose the context that says so.
func (b *Build) arrive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.journal.ended(r, true)
		next.ServeHTTP(w, r)
	})
}

func (d *drawing) status() step {
	code := draw.One(d.Source, 200, 201, 404, 503, 204, 304, 206, 500, 401, 301, 103, 102, 100, 799, 0, 99, 1000, -1)
	return step{fmt.Sprintf("status %d", code), func(x *exchange) { x.w.WriteHeader(code) }}
}
