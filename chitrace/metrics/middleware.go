package metrics

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/route"
)

// Middleware returns a chi middleware that counts the requests to each route. With a
// nil factory nothing is counted. Nil options are ignored.
//
// The middleware may stand on any number of routers, or around one. A request that
// passes it twice counts twice. Call Middleware once for each factory and share the
// middleware, since two in-flight gauges would overwrite each other. For a second
// middleware use a Namespace of the factory, or metrics/prometheus, whose gauges add
// up.
//
// Middleware panics if the factory refuses the in-flight gauge, as jaeger-lib's
// Prometheus factory does if another factory has made one on the same registry.
func Middleware(factory metrics.Factory, opts ...Option) func(http.Handler) http.Handler {
	s := &server{meter: newMeter(serverMetrics, factory, opts)}
	return s.around
}

// server has the state that all requests through one Middleware share.
type server struct {
	meter  *meter
	routes route.Table
}

func (s *server) around(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes)
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.meter.counts(r) {
			next.ServeHTTP(w, r)
			return
		}
		q := s.newRequest(w, r, router)
		s.meter.inFlight.add(1)
		defer q.finish()
		next.ServeHTTP(q.response.Wrap(w, r), q.match.Inner)
		q.returned = true
	}))
}

// request is one request that is being served. It is never reused: a handler may
// leave goroutines behind that hold its writer.
type request struct {
	*server
	match    route.Match
	response response.Recorder
	begun    time.Duration // since the start of the program
	own      *ownTags      // nil if there are none
	returned bool          // the handler did, rather than panic or exit

	context context.Context   // for the labels; nil once they are there
	labels  map[string]string // of the exemplar
}

var programStart = time.Now()

// newRequest makes the request that the handler gets.
func (s *server) newRequest(w http.ResponseWriter, r *http.Request, router chi.Routes) *request {
	q := &request{server: s, context: r.Context(), begun: time.Since(programStart)}
	q.match.Follow(r, router, &s.routes)
	q.response.Owner = q
	if q.own = newOwnTags(s.meter.config, q.match.Request(r)); q.own != nil {
		q.match.Inner = q.own.request
		outer, ok := response.OwnerOf[*request](response.Beneath(w))
		q.own.sameRequest = ok && outer.own != nil && outer.own.tagValues == q.own.outer
	}
	return q
}

// SpanEnds takes the labels of the exemplar from the span of a chitrace.Middleware
// below. After its end the tracer may use it for another request.
func (q *request) SpanEnds(ctx context.Context) {
	q.labels, q.context = q.meter.config.exemplar(ctx), nil
}

// Lends tells a chitrace.Middleware below whether this request is the copy that
// the router of that live context serves.
func (q *request) Lends(live *chi.Context) bool { return q.match.Lends() && q.match.Live() == live }

// finish counts the request, however its handler ended. It recovers nothing, so
// a panic of the handler goes on.
func (q *request) finish() {
	m := q.meter
	defer m.inFlight.add(-1)
	defer m.config.guard.Recover("the router")
	if q.own != nil && !q.match.Lends() { // else the router would have served a copy of its own
		route.HandBack(q.own.context, q.own.original, q.own.request)
	}
	if q.context != nil {
		q.labels = m.config.exemplar(q.context)
	}
	o := observation{time.Since(programStart) - q.begun, q.response.Size(), q.labels}
	served, status := q.match.Route(), q.status()
	if status == http.StatusMethodNotAllowed { // or a client could make a series of each route and method
		served = q.routes.Unmatched(served.Method)
	}
	usual, known := len(m.keys) == usualTags, &served.Series[classOf(status)]
	if made, ok := known.Load().(*instruments); ok && usual {
		made.record(m.config.guard, o)
	} else if made := m.count(cmp.Or(served.Pattern, unmatched), served.Method, status, q.own.all(), o); made != nil && usual {
		known.Store(made)
	}
}

// hijacked is a status for a connection without one. Most are upgraded, which is 1xx.
const hijacked = 199

func (q *request) status() int {
	if !q.returned && !q.response.Sent() {
		return http.StatusInternalServerError // net/http closes the connection, or a Recoverer answers
	}
	if status, ok := q.response.FinalStatus(); ok {
		return status
	}
	return hijacked
}
