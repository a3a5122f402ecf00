package program

import (
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// Middleware is one of the program's, or a place of ours.
type Middleware struct {
	name string
	wrap func(b *Build, next http.Handler) http.Handler

	ours         bool
	trace, count bool // which of ours
	reroutes     bool // below it, another path or router
}

// spot is where a middleware goes.
type spot int

const (
	around spot = iota
	onRouter
	onEndpoint
)

// middlewares returns what to build in. In a bare build our places are empty.
func (b *Build) middlewares(all []Middleware) []func(http.Handler) http.Handler {
	var built []func(http.Handler) http.Handler
	for _, m := range all {
		switch {
		case m.ours && b.kind != Bare:
			built = append(built, b.place(m)...)
		case m.ours:
		case b.kind == Watched:
			built = append(built, b.observed(m)...)
		default:
			built = append(built, b.wrapping(m))
		}
	}
	return built
}

// middleware draws one.
func (d *drawing) middleware(where spot) Middleware {
	simple := []Middleware{
		chis("nothing", false, func(next http.Handler) http.Handler { return http.HandlerFunc(next.ServeHTTP) }),
		chis("StripSlashes", true, middleware.StripSlashes),
		chis("CleanPath", true, middleware.CleanPath),
		chis("URLFormat", true, middleware.URLFormat),
		chis("GetHead", true, middleware.GetHead),
		chis("StripPrefix /b", true, middleware.StripPrefix("/b")),
		chis("PathRewrite /a /b", true, middleware.PathRewrite("/a", "/b")),
		chis("Logger", false, middleware.RequestLogger(quietLog{})),
		chis("Recoverer", false, recoverer),
		chis("RealIP", false, middleware.RealIP), //nolint:staticcheck // old services use it
		chis("HEAD as GET", true, headAsGet),
		chis("NoCache", false, middleware.NoCache),
		chis("RequestID", false, middleware.RequestID),
		chis("Heartbeat /a", false, middleware.Heartbeat("/a")),
		chis("a new context", false, newContext),
		chis("a clone", false, clone),
		chis("a writer that unwraps", false, unwrapping),
		chis("a writer that does nothing else", false, only),
	}
	slow := []Middleware{
		chis("Compress", false, middleware.Compress(5, "text/plain")),
		chis("a writer that keeps flushes", false, mute),
		chis("TimeoutHandler", false, timeout),
		{name: "TimeoutHandler that expires", wrap: expiring},
		chis("Timeout", false, middleware.Timeout(time.Minute)),
	}
	switch n := d.Below(100); {
	case n < 40:
		return simple[d.Below(len(simple))]
	case n < 55:
		return slow[d.Below(len(slow))]
	case n < 70:
		return d.spy()
	case n < 80:
		return d.answering()
	case n < 90:
		return d.ours()
	case n < 94 && where == onRouter:
		return d.byHost()
	case n < 97 && where == onEndpoint:
		return chis("an empty context", false, emptyContext)
	case n < 97 && where == around:
		return chis("ServeMux", false, serveMux)
	}
	return simple[d.Below(len(simple))]
}

func chis(name string, reroutes bool, m func(http.Handler) http.Handler) Middleware {
	return Middleware{
		name: name, reroutes: reroutes,
		wrap: func(_ *Build, next http.Handler) http.Handler { return m(next) },
	}
}

// answering answers a request that says so itself.
func (d *drawing) answering() Middleware {
	id := d.id("stop")
	d.stops = append(d.stops, id)
	return Middleware{name: "401 for " + id, wrap: func(b *Build, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get(headerStop) == id {
				b.journal.stopped(r)
				http.Error(w, id, http.StatusUnauthorized)
				return
			}
			b.journal.passed(r, id)
			next.ServeHTTP(w, r)
		})
	}}
}

// byHost has a router for another host.
func (d *drawing) byHost() Middleware {
	host := d.id("host") + ".example.com"
	d.hosts = append(d.hosts, host)
	other := &Router{kind: "by host", ends: []endpoint{
		{pattern: "/*", handler: d.handler()},
		{pattern: "/c", handler: d.handler()},
	}}
	d.paths = append(d.paths, path{"", "/c"})
	return Middleware{name: "RouteHeaders " + host, reroutes: true, wrap: func(b *Build, next http.Handler) http.Handler {
		m := other.mux(b)
		return middleware.RouteHeaders().
			Route("Host", host, func(http.Handler) http.Handler { return m }).
			Handler(next)
	}}
}

// newContext leaves of the context what chi needs.
func newContext(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(context.Background(), timeoutKey{}, r.Context().Value(timeoutKey{}))
		ctx = context.WithValue(ctx, http.ServerContextKey, r.Context().Value(http.ServerContextKey)) // which has the log
		if route := chi.RouteContext(r.Context()); route != nil {
			ctx = context.WithValue(ctx, chi.RouteCtxKey, route)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// headAsGet serves HEAD by GET and changes the request in place.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

func emptyContext(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.Background()))
	})
}

func clone(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.Clone(r.Context()))
	})
}

func serveMux(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	return mux
}

func recoverer(next http.Handler) http.Handler {
	recovering := middleware.Recoverer(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recovering.ServeHTTP(w, middleware.WithLogEntry(r, quietLog{}))
	})
}

// quietLog is what chi's Logger and Recoverer print to.
type quietLog struct{}

func (l quietLog) NewLogEntry(*http.Request) middleware.LogEntry { return l }
func (quietLog) Write(int, int, http.Header, time.Duration, any) {}
func (quietLog) Panic(any, []byte)                               {}
