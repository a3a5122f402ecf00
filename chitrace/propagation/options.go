package propagation

import (
	"maps"
	"net/http"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/header"
	"github.com/opentracing-contrib/go-chi/internal/span"
)

// Option configures a [Transport].
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// config has what the options said, where nil and zero stand for the default, and
// what all calls of a Transport share.
type config struct {
	span.Config
	tracer        opentracing.Tracer
	operationName func(r *http.Request) string
	injectFilters guard.Filters
	clientTrace   bool
	extractor     header.Extractor // remembers which headers the tracers read and write
}

// WithTracer sets the tracer of calls without a parent span. A parent brings its
// own; a span that does nothing is none. Default: [opentracing.GlobalTracer], looked up at each request; also if t
// is nil. The last one counts.
func WithTracer(t opentracing.Tracer) Option {
	return optionFunc(func(c *config) { c.tracer = t })
}

// WithOperationName names the spans. A name of [ContextWithOperationName] goes
// before f. Default: "HTTP " and the method, or "HTTP OTHER" for a method that
// chi does not know; also if f is nil, returns an empty name or panics. Keep what
// f returns bounded. The last one counts.
func WithOperationName(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.operationName = f })
}

// WithComponent sets the component tag. Default: "net/http", also for an empty
// name. The last one counts.
func WithComponent(name string) Option {
	return optionFunc(func(c *config) { c.SetComponent(name) })
}

// WithURL sets the http.url tag. f is called for sampled spans only. If it
// returns an empty string there is no such tag. Default: scheme://host/path,
// without user info and query, since secrets travel there; also if f is nil or
// panics. The last one counts.
func WithURL(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.URL = f })
}

// WithTags sets tags on every span when it starts, sampled or not, so that the
// tracer sees them when it decides on sampling. The transport's own tags of the
// same key win. Default: none. Several are merged; the last value of a key
// counts.
func WithTags(tags opentracing.Tags) Option {
	tags = maps.Clone(tags) // the caller may go on to change its own
	return optionFunc(func(c *config) { maps.Copy(c.Tags, tags) })
}

// WithFilter traces only the requests that f accepts. The others have no span, and
// reach the base as they are, except that [WithInjectFilter] holds for them, too.
// Several filters all have to accept. Default: all requests. A nil f is ignored. A
// filter that panics accepts.
func WithFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) { c.Filters.Add(f) })
}

// WithInjectFilter sends the span's context only with requests that f accepts. From
// the others, say to third parties, every header of a tracer is removed, those that
// the caller set included. f is asked first, and for each request, whether or not
// that has a span. Several filters all have to accept. Default: all requests carry
// the context. A nil f is ignored. A filter that panics does not accept. [ToHosts]
// makes a filter for one's own hosts.
func WithInjectFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) { c.injectFilters.Add(f) })
}

// WithSpanObserver calls f when a span has started, before its context is
// injected, so that baggage which f sets travels along. r is the caller's
// request, not to be changed. Default: none. A nil f is ignored. Several are
// called in order.
func WithSpanObserver(f func(span opentracing.Span, r *http.Request)) Option {
	return optionFunc(func(c *config) { c.AddObserver(f) })
}

// WithErrorStatus reports which statuses set the error tag. Default: 400 and
// above, also if f is nil or panics. The last one counts.
func WithErrorStatus(f func(status int) bool) Option {
	return optionFunc(func(c *config) { c.ErrorStatus = f })
}

// WithErrorHandler calls f with recovered panics of callbacks and of the tracer,
// on the goroutine of the call, at most ten times a second for each kind of
// failure. A panic of f itself is ignored. Default: nobody is told. The last one
// counts.
func WithErrorHandler(f func(err error)) Option {
	return optionFunc(func(c *config) { c.Guard = guard.New("propagation", f) })
}

// WithClientTrace logs what [httptrace.ClientTrace] reports on sampled spans.
// Default: off. The events, each with its time, are:
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
//	continue.got             the first one
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
