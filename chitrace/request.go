package chitrace

import (
	"maps"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// request is one traced request, from its start to its finish. All that is kept
// of it is one allocation. It is never reused, since a handler may leave
// goroutines behind that hold its context.
type request struct {
	*server
	naming
	span     span.Span
	context  requestContext
	response response.Recorder
	headers  header.Reader // of the caller, as the tracer sees them
	outer    *http.Request // as it came in
	inner    http.Request  // as the handler gets it
	returned bool          // the handler did, rather than panic or exit
}

// start starts the span of a request and prepares what its handler gets. It
// returns nil if the request is not to be traced, or the tracer fails.
func (s *server) start(w http.ResponseWriter, r *http.Request, router chi.Routes) *request {
	if !s.Accepts(r) {
		return nil
	}
	req := &request{server: s, outer: r, naming: naming{match: s.routes.Follow(r, router)}}
	req.context.request = req
	req.context.Carry(r.Context(), &req.span)
	req.inner = *r.WithContext(&req.context)
	req.match.Pass(&req.inner)

	tracer := s.tracer
	if tracer == nil {
		tracer = opentracing.GlobalTracer()
	}
	parent, decided := req.parent(tracer)
	// A root may be sampled by its name, so its route is looked up. Below a parent
	// the decision came along.
	name := req.startName(!decided && !s.noRouteLookup)
	if !req.span.Start(&s.Config, tracer, name, parent, req) {
		return nil
	}
	req.context.Adopt(tracer)
	req.answerContext(w.Header())
	req.span.Observe(&req.inner)
	return req
}

// parent returns what the caller sent, and whether that brings a decision on
// sampling along. It returns nil if the caller is not to be believed, or sent no
// valid context.
func (req *request) parent(tracer opentracing.Tracer) (parent opentracing.SpanContext, decided bool) {
	defer req.Guard.Recover("the tracer")
	if !req.trusted.Accept(req.Guard, "the public endpoint function", false, &req.inner) {
		return nil, false
	}
	req.headers = header.NewReader(req.inner.Header)
	sent := req.extractor.Extract(tracer, &req.headers)
	return sent, span.IsDecided(sent)
}

// answerContext adds the span context to the response headers, if asked.
func (req *request) answerContext(h http.Header) {
	if req.responseContext {
		req.Guard.Do("the tracer", func() {
			written := header.Writer{Header: http.Header{}}
			written.Inject(req.span.Opentracing().Tracer(), req.span.Context())
			written.DropBaggage()
			maps.Copy(h, written.Header)
		})
	}
}

// finish ends the span however the handler ended, and lets a panic go on as if
// nobody had caught it. It has to be deferred.
func (req *request) finish() {
	panicked := recover()
	req.end(panicked)
	if panicked != nil {
		panic(panicked)
	}
}

func (req *request) end(panicked any) {
	defer req.span.End(nil)
	defer req.Guard.Recover("the tracer")
	req.match.HandBack(req.outer, &req.inner)
	req.describeOutcome(panicked)
	final := req.finalRoute()
	req.rename(final)
	req.reportHiddenRoutes()
	req.describeResponse(final)
	// For the exemplars of a metrics.Middleware outside of this one.
	req.Guard.Do("the response writer", func() { req.response.Announce(&req.context) })
}
