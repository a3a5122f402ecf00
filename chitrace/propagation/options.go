package propagation

import (
	"maps"
	"net/http"
	"slices"

	"github.com/opentracing/opentracing-go"
)

const defaultComponent = "net/http"

// Option changes what a [Transport] does. A nil Option is ignored.
type Option interface {
	apply(c *config)
}

type optionFunc func(c *config)

func (f optionFunc) apply(c *config) { f(c) }

// config is what the options said. A nil func stands for the default.
type config struct {
	tracer        opentracing.Tracer
	operationName func(r *http.Request) string
	component     any // a string, boxed once
	url           func(r *http.Request) string
	tags          opentracing.Tags
	filters       []func(r *http.Request) bool
	injectFilters []func(r *http.Request) bool
	observers     []func(span opentracing.Span, r *http.Request)
	errorStatus   func(status int) bool
	clientTrace   bool
}

func newConfig(opts []Option) config {
	c := config{component: defaultComponent}
	for _, opt := range opts {
		if opt != nil {
			opt.apply(&c)
		}
	}
	return c
}

// WithTracer sets the tracer of calls without a parent span; a parent brings
// its own. The default, also for nil, is [opentracing.GlobalTracer], looked up
// at each request. The last WithTracer wins.
func WithTracer(t opentracing.Tracer) Option {
	return optionFunc(func(c *config) { c.tracer = t })
}

// WithOperationName sets how spans are named. The default, also for nil, for a
// name that is empty and for a panic of f, is "HTTP " and the method, where a
// method that chi does not know is "OTHER". A name from
// [ContextWithOperationName] goes before f. The last WithOperationName wins.
func WithOperationName(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.operationName = f })
}

// WithComponent sets the component tag. The default, also for "", is
// "net/http". The last WithComponent wins.
func WithComponent(name string) Option {
	if name == "" {
		name = defaultComponent
	}
	return optionFunc(func(c *config) { c.component = name })
}

// WithURL sets the http.url tag, and is called for sampled spans only. The
// default, also for nil and for a panic of f, is scheme://host/path, without
// user info and query. Where f returns "" there is no tag. The last WithURL
// wins.
func WithURL(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.url = f })
}

// WithTags adds constant tags to every span, at its start, so that a
// sampling.priority counts. By default there are none, and nil adds none. The
// tags of several WithTags are merged, the last value of a key wins; the tags
// that the transport sets by itself win over both.
func WithTags(tags opentracing.Tags) Option {
	tags = maps.Clone(tags)
	return optionFunc(func(c *config) {
		merged := make(opentracing.Tags, len(c.tags)+len(tags))
		maps.Copy(merged, c.tags)
		maps.Copy(merged, tags)
		c.tags = merged
	})
}

// WithFilter says which requests are traced: those for which f returns true.
// The others reach the base as they are. By default all are traced; nil is
// ignored, and a panic of f counts as true. Of several filters all must accept.
func WithFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) {
		if f != nil {
			c.filters = append(slices.Clip(c.filters), f)
		}
	})
}

// WithInjectFilter says which requests carry the span's context: those for
// which f returns true. The others, say to third parties, have a span, but no
// trace ID and no baggage leaves: the tracing headers that the caller set are
// removed as well. By default all carry it; nil is ignored, and a panic of f
// counts as false. Of several filters all must accept.
func WithInjectFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) {
		if f != nil {
			c.injectFilters = append(slices.Clip(c.injectFilters), f)
		}
	})
}

// WithSpanObserver calls f at the start of every span, before its context is
// injected, so that baggage which f sets travels along. r is the caller's
// request, not to be changed. By default there is none; nil is ignored, and a
// panic of f is swallowed. Several observers are called in the order given.
func WithSpanObserver(f func(span opentracing.Span, r *http.Request)) Option {
	return optionFunc(func(c *config) {
		if f != nil {
			c.observers = append(slices.Clip(c.observers), f)
		}
	})
}

// WithErrorStatus says which statuses set the error tag. The default, also for
// nil and for a panic of f, is 400 and above. The last WithErrorStatus wins.
func WithErrorStatus(f func(status int) bool) Option {
	return optionFunc(func(c *config) { c.errorStatus = f })
}

// WithClientTrace logs what [httptrace.ClientTrace] reports on sampled spans.
// The default is off; repeats change nothing. The events, each with its time,
// are:
//
//	connection.get           address
//	connection.got           reused, was_idle
//	dns.start                host
//	dns.done                 addresses
//	connect.start            network, address
//	connect.done             network, address
//	tls.start
//	tls.done                 version, protocol
//	request.headers_written
//	request.written
//	continue.wait            waiting for a 100 Continue
//	continue.got
//	response.first_byte
//
// An event that reports a failure has error.object besides. A client trace
// that is in the request's context already is called as before. Events that
// come after the end of the span are dropped.
//
// [httptrace.ClientTrace]: https://pkg.go.dev/net/http/httptrace#ClientTrace
func WithClientTrace() Option {
	return optionFunc(func(c *config) { c.clientTrace = true })
}
