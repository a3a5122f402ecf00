package program

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
)

// headerInner has the target of the requests that a handler serves in memory.
const headerInner = "X-Inner"

// inMemory are the requests that a handler serves without a network, and the
// contexts that it keeps.
var inMemory = []step{
	{"serve another request in memory", func(x *exchange) { x.serveAnother(withoutRoute(x.r.Context())) }},
	{"serve another request in memory, with the route", func(x *exchange) {
		x.b.journal.noteID(x.innerID(), func(n *Notes) { n.SharesRoute = true })
		x.serveAnother(x.r.Context())
	}},
	{"serve another request later", func(x *exchange) {
		ctx := context.WithoutCancel(withoutRoute(x.r.Context()))
		x.b.later = append(x.b.later, func() {
			if x.serveAnother(ctx) {
				x.b.journal.noteID(x.innerID(), func(n *Notes) { n.InSpan = false }) // which has ended
			}
		})
	}},
	{"keep the context", func(x *exchange) {
		body := &keptBody{x.r.Body}
		x.r.Body = body
		freed := new(atomic.Bool)
		runtime.AddCleanup(body, func(freed *atomic.Bool) { freed.Store(true) }, freed)
		x.b.kept = append(x.b.kept, kept{context.WithoutCancel(x.r.Context()), freed})
	}},
}

func withoutRoute(ctx context.Context) context.Context {
	return context.WithValue(ctx, chi.RouteCtxKey, nil)
}

func (x *exchange) innerID() string { return InnerID(x.r.Header.Get(headerID)) }

// InnerID returns the id of the request in memory that a request has served.
func InnerID(id string) string { return id + ".1" }

// serveAnother has the program serve a request in memory, and reports whether it did.
// One that is in memory itself serves none, and no request serves two.
func (x *exchange) serveAnother(ctx context.Context) (serves bool) {
	target, id := x.r.Header.Get(headerInner), x.innerID()
	if target == "" {
		return false
	}
	served := false
	x.b.journal.noteID(id, func(n *Notes) {
		if served = n.Served; !served {
			n.Served, n.InSpan = true, opentracing.SpanFromContext(ctx) != nil
		}
	})
	if served {
		return false
	}
	ctx = context.WithValue(ctx, timeoutKey{}, (*deadline)(nil))
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://example.com/", http.NoBody)
	r.URL.Path, r.RequestURI = target, target
	r.Header.Set(headerID, id)
	answer := httptest.NewRecorder()
	defer func() {
		x.line("in memory: %d %q, panicked: %v", answer.Code, answer.Body, recover())
	}()
	serves = true
	x.b.Handler.ServeHTTP(answer, r)
	return serves
}

// kept is a context that outlives its request.
type kept struct {
	context.Context
	freed *atomic.Bool // the request's body is
}

type keptBody struct{ io.ReadCloser }

// Later does what was left for later, when the request's answer is out.
func (b *Build) Later() {
	for _, serve := range b.later {
		serve()
	}
	b.later = nil
}

// Keeps reports whether one of the contexts kept so far keeps its request's body
// in memory.
func (b *Build) Keeps() bool {
	defer func() { b.kept = nil }()
	for _, k := range b.kept {
		for range 20 {
			if runtime.GC(); k.freed.Load() {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if !k.freed.Load() {
			return true
		}
		runtime.KeepAlive(k)
	}
	return false
}
