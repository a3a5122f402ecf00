package propagation

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

var errNoResponse = errors.New("propagation: the base transport returned neither a response nor an error")

// call is one traced round trip. It is one allocation, and its context another.
type call struct {
	config   *config
	context  *callContext
	written  header.Writer // by the tracer
	body     trackedBody
	original *http.Request            // the caller's, never changed
	outer    *call                    // of a Transport further up; nil if there is none
	request  http.Request             // the base's
	injects  bool                     // the inject filters accept the request
	traced   bool                     // has a span that finish or unwind ends
	sentBy   atomic.Pointer[sync.Map] // Transports further down; nil for none
}

// newCall prepares the base's request. It starts the span, unless the tracer fails.
func (t *Transport) newCall(r *http.Request, p plan) *call {
	c := &call{config: t.config, context: new(callContext), original: r, outer: p.outer, injects: p.injects}
	ctx := r.Context()
	tracer, parent := t.config.tracerAndParent(ctx)
	c.traced = p.traces && c.context.span.Start(&t.config.Config, tracer, t.config.nameOf(r), parent, c)
	if c.traced || !p.injects { // a Transport further down does not inject either
		c.context.call.Store(c)
		c.context.Carry(ctx, &c.context.span)
		ctx = c.context
	}
	if c.traced {
		c.context.span.Observe(r, c)
		c.context.Adopt(tracer)
		if c.config.clientTrace && guard.Get(c.config.Guard, "the tracer", false, c.context.span.Sampled) {
			ctx = httptrace.WithClientTrace(ctx, clientTrace(&c.context.span))
		}
		if p.injects {
			c.config.Guard.Do("the tracer", func() { c.written.Inject(tracer, c.context.span.Context()) })
		}
	}
	c.request = *r.WithContext(ctx)
	if parent != nil { // the tracer is that of the span, and knows its own headers
		p.IgnoredBy = nil
	}
	c.request.Header = p.Copy(r.Header, &c.written, tracer)
	return c
}

// tracerAndParent returns the context of the span in ctx, and the tracer of that span.
// Without a span it returns the tracer of the options, or the global one.
func (c *config) tracerAndParent(ctx context.Context) (tracer opentracing.Tracer, parent opentracing.SpanContext) {
	tracer = c.tracer
	if tracer == nil {
		tracer = opentracing.GlobalTracer()
	}
	defer c.Guard.Recover("the tracer")
	if above := active.SpanBy(ctx, tracer); above != nil {
		tracer, parent = above.Tracer(), above.Context()
	}
	return tracer, parent
}

// Describe implements [span.Describer].
func (c *call) Describe(s *span.Span) {
	var scheme, host string
	if u := c.original.URL; u != nil {
		scheme, host = u.Scheme, u.Host
	}
	s.DescribeRequest(c.original, scheme, host)
}

// finish sets the outcome of the span. It ends the span, unless the response has a body
// that will end it.
func (c *call) finish(resp *http.Response, err error) {
	if resp != nil && resp.Request == &c.request {
		resp.Request = c.original
	}
	if !c.traced {
		return
	}
	c.traced = false
	if resp != nil {
		c.config.Guard.Do("the tracer", func() { c.context.span.SetStatus(resp.StatusCode) })
	}
	switch {
	case errors.Is(err, http.ErrSkipAltProtocol): // the base leaves the call to another transport
		c.context.span.End()
	case err != nil:
		c.context.span.EndWithError(err)
	case resp == nil:
		c.context.span.EndWithError(errNoResponse)
	case !hasBody(c.original, resp):
		c.context.span.End()
	default:
		c.body = trackedBody{ReadCloser: resp.Body, span: &c.context.span}
		resp.Body = c.body.withWriter()
	}
}

// unwind ends the span if the base panicked or exited. It panics with the same value. It
// has to be deferred.
func (c *call) unwind() {
	c.context.call.Store(nil)
	if !c.traced {
		return
	}
	panicked := recover()
	c.context.span.EndWithPanic(panicked)
	if panicked != nil {
		panic(panicked)
	}
}
