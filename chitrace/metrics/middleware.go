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

// Middleware returns a chi middleware that counts the requests to each route. See
// the package documentation for the metrics. With a nil factory nothing is counted.
// Nil options are ignored.
//
// The middleware may stand on any number of routers, or around one. A request that
// passes it twice counts twice. Call Middleware once for each factory and share the
// middleware, since two in-flight gauges would overwrite each other. For a second
// middleware use a Namespace of the factory, or metrics/prometheus, whose gauges add
// up.
//
// Middleware panics if the factory refuses to make the in-flight gauge, as
// jaeger-lib's Prometheus factory does if another factory made one on the same
// registry.
func Middleware(factory metrics.Factory, opts ...Option) func(http.Handler) http.Handler {
	s := &server{meter: newMeter(serverMetrics, factory, opts)}
	return s.around
}

// server is what all requests through one Middleware share.
type server struct {
	meter  *meter
	routes route.Table
}

func (s *server) around(next http.Handler) http.Handler {
	router, _ := next.(chi.Routes)
	return route.Wrapped(next, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.meter.config.counts(r) {
			next.ServeHTTP(w, r)
			return
		}
		q := &request{meter: s.meter, match: s.routes.Follow(r, router), context: r.Context(), begun: time.Now()}
		q.response.Owner = q
		q.outer, q.inner = r, q.match.Request(r)
		if len(s.meter.config.ownKeys) > 0 {
			q.inner = q.withOwnTags(w)
			q.match.Pass(q.inner)
		}
		s.meter.inFlight.add(1)
		defer q.finish()
		next.ServeHTTP(q.response.Wrap(w, r), q.inner)
		q.returned = true
	}))
}

// request is one request that is being served. It is never reused: a handler may
// leave goroutines behind that hold its writer.
type request struct {
	meter        *meter
	match        route.Match
	response     response.Recorder
	outer, inner *http.Request // as it came in, and as the handler gets it
	context      context.Context
	own          *ownTags // nil if there are no own tags
	begun        time.Time
	returned     bool // the handler did, rather than panic or exit

	labels   map[string]string // of the exemplar
	labelled bool              // labels are final: the span has ended since
}

// withOwnTags returns the request with what SetTag needs in its context.
func (q *request) withOwnTags(w http.ResponseWriter) *http.Request {
	var ctx context.Context
	ctx, q.own = q.meter.config.newOwnTags(q.inner.Context())
	q.meter.config.guard.Do("the response writer", func() {
		outer, ok := response.OwnerOf[*request](w)
		q.own.sameRequest = ok && outer.own == q.own.outer
	})
	return q.inner.WithContext(ctx)
}

// SpanEnds takes the labels of the exemplar from a span of a chitrace.Middleware
// below. Once that span has ended, its tracer may use it for another request.
func (q *request) SpanEnds(ctx context.Context) {
	q.labels, q.labelled = q.meter.config.exemplar(ctx), true
}

// Lends tells a chitrace.Middleware below whether this request is the copy that
// the router of that live context serves.
func (q *request) Lends(live *chi.Context) bool { return q.match.Lends() && q.match.Live() == live }

// finish counts the request, however its handler ended. It recovers nothing, so
// a panic of the handler goes on.
func (q *request) finish() {
	defer q.meter.inFlight.add(-1)
	defer q.meter.config.guard.Recover("the router")
	if q.own != nil && !q.match.Lends() { // else the router would have served a copy of its own
		route.HandBack(q.own.context, q.outer, q.inner)
	}
	if !q.labelled {
		q.labels = q.meter.config.exemplar(q.context)
	}
	served, status := q.match.Route(), q.status()
	t := tags{served.Method, cmp.Or(served.Pattern, unmatched), classOf(status), ""}
	if status == http.StatusMethodNotAllowed {
		t.target = unmatched // or a client could make a series of each route and method
	}
	if q.own != nil {
		t.own = q.meter.config.ownTags(q.own, status, q.inner)
	}
	q.meter.count(t, observation{
		duration: time.Since(q.begun),
		size:     q.response.Size(),
		exemplar: q.labels,
	})
}

func (q *request) status() int {
	status, ok := q.response.FinalStatus()
	switch {
	case !q.returned && !q.response.Sent():
		return http.StatusInternalServerError // net/http closes the connection, or a Recoverer answers
	case !ok:
		return hijackedStatus
	}
	return status
}
