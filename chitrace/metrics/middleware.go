package metrics

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
)

// Middleware returns a chi middleware that counts the requests to each route.
// See the package documentation for the metrics. A nil factory counts nowhere,
// and nil options are ignored.
//
// What Middleware returns may stand on any number of routers, or around one; a
// request that passes it twice counts twice. Call Middleware once per factory: a
// gauge can only be set, so two in-flight counts would overwrite each other. Give
// a second one a Namespace of the factory.
func Middleware(factory metrics.Factory, opts ...Option) func(http.Handler) http.Handler {
	s := &server{newInstrumentation(serverMetrics, factory, opts), route.NewTable()}
	return s.around
}

// server is what all requests through one Middleware share.
type server struct {
	*instrumentation
	table *route.Table
}

func (s *server) around(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes)
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{server: s, match: s.table.Follow(r, router), begun: s.now()}
		w, r = q.response.Wrap(w), q.routed(r)
		s.inFlight.add(1)
		defer q.finish()
		next.ServeHTTP(w, r)
		q.returned = true
	}))
}

// request is one request that is being served. It is never reused: a handler may
// leave goroutines behind that hold its writer.
type request struct {
	*server
	match    route.Match
	response response.Recorder
	begun    time.Time
	returned bool // the handler did, rather than panic or exit
}

// routed returns r as the router has to see it; that is a copy only where no
// router has run yet.
func (q *request) routed(r *http.Request) *http.Request {
	if !q.match.Known() || chi.RouteContext(r.Context()) != nil {
		return r
	}
	return r.WithContext(q.match.Context(r.Context()))
}

// finish counts the request, however its handler ended. It recovers nothing, so
// a panic passes by as if nobody were here.
func (q *request) finish() {
	defer swallow() // of a panic in the router when it is asked for the route
	defer q.inFlight.add(-1)
	final := q.match.Route()
	q.count(
		tags{method: final.Method, place: q.label(final.Pattern, unmatched)},
		q.class(),
		observation{duration: q.now().Sub(q.begun), size: q.response.BytesWritten()},
	)
}

// unmatched is the route of requests that reached no pattern.
const unmatched = "unmatched"

func (q *request) class() class {
	status, ok := q.response.FinalStatus()
	switch {
	case !q.returned && !q.response.Sent():
		return serverError // net/http closes the connection, or a Recoverer answers
	case !ok:
		return informational // hijacked
	}
	if c := classOf(status); c != noStatus {
		return c
	}
	return serverError // net/http panics at such a status
}
