package propagation

import (
	"errors"
	"net/http"
	"net/http/httptrace"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
)

var errNoResponse = errors.New("propagation: the base transport returned neither a response nor an error")

// call is one traced round trip, with all it needs allocated in one piece.
type call struct {
	config   *config
	original *http.Request // the caller's, never changed

	tracer   opentracing.Tracer
	option   startOption
	open     openSpan
	context  opentracing.SpanContext // of the span, to be injected
	recorded bool

	request http.Request  // the base's, with
	active  activeContext // this in it, and
	carrier carrier       // what fills its header

	body     trackedBody
	returned bool // false: the base panicked
}

// start returns nil if r is not to be traced, or if the tracer fails.
func start(cfg *config, r *http.Request) *call {
	if !cfg.traces(r) {
		return nil
	}
	c := &call{config: cfg, original: r}
	span := c.startSpan()
	if span == nil {
		return nil
	}
	c.open.span = span
	c.describe(span)
	c.makeRequest(span)
	return c
}

// startSpan starts the span, which is nil where the tracer panics.
func (c *call) startSpan() (span opentracing.Span) {
	defer func() { _ = recover() }()

	c.tracer = c.config.tracer
	if parent := opentracing.SpanFromContext(c.original.Context()); parent != nil {
		c.tracer = parent.Tracer()
		c.option.setParent(parent.Context())
	} else if c.tracer == nil {
		c.tracer = opentracing.GlobalTracer()
	}
	method := methodOf(c.original)
	c.option.config, c.option.method = c.config, method.tag
	return c.tracer.StartSpan(c.config.nameOf(c.original, method), c.option.list()...)
}

// describe adds what only a sampled span shows, and lets the observers see it.
func (c *call) describe(span opentracing.Span) {
	c.readContext(span)
	if c.recorded {
		safely(func() { c.option.complete(span) })
		if url := c.config.urlOf(c.original); url != "" {
			safely(func() { ext.HTTPUrl.Set(span, url) })
		}
	}
	if len(c.config.observers) == 0 {
		return
	}
	for _, observe := range c.config.observers {
		safely(func() { observe(span, c.original) })
	}
	c.readContext(span) // which has the baggage that they set
}

func (c *call) readContext(span opentracing.Span) {
	safely(func() {
		c.context = span.Context()
		c.recorded = recorded(c.context)
	})
}

// makeRequest makes the base's copy of the request.
func (c *call) makeRequest(span opentracing.Span) {
	ctx := c.active.wrap(c.original.Context(), c.tracer, span)
	if c.config.clientTrace && c.recorded {
		ctx = httptrace.WithClientTrace(ctx, c.open.clientTrace())
	}
	c.request = *c.original.WithContext(ctx)
	c.request.Header = c.makeHeader()
}

// finish tells the span what the base returned. It ends the span, unless there
// is a body to do so.
func (c *call) finish(resp *http.Response, err error) {
	c.returned = true
	if resp != nil {
		if resp.Request == &c.request {
			resp.Request = c.original
		}
		c.open.setStatus(resp.StatusCode, c.config.isError(resp.StatusCode))
	}
	switch {
	case err != nil:
		c.open.end(err)
	case resp == nil:
		c.open.end(errNoResponse)
	case !hasBody(c.original, resp):
		c.open.end(nil)
	default:
		c.body = trackedBody{ReadCloser: resp.Body, span: &c.open}
		resp.Body = c.body.asCapable()
	}
}

// unwind ends the span where the base panicked, and lets the panic go on.
func (c *call) unwind() {
	if c.returned {
		return
	}
	v := recover()
	c.open.endPanicking(v)
	if v != nil {
		panic(v)
	}
}
