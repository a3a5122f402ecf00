package propagation

import (
	"cmp"
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

const defaultComponent = "net/http"

// config holds the options and the state that all calls of a Transport share. Nil
// and zero stand for the default.
type config struct {
	span.Config
	tracer        opentracing.Tracer
	operationName func(r *http.Request) string
	injectFilters guard.Filters
	clientTrace   bool
	extractor     header.Extractor // remembers which headers the tracers read and write
}

// WithTracer sets the tracer of calls without a parent span. Calls with a parent use
// the parent's tracer. A span that does nothing is no parent. Default:
// [opentracing.GlobalTracer], looked up at each request; also if t is nil. The last
// one counts.
func WithTracer(t opentracing.Tracer) Option {
	return optionFunc(func(c *config) { c.tracer = t })
}

// WithOperationName names the spans. A name of [ContextWithOperationName] takes
// precedence over f. Default: "HTTP " and the method, or "HTTP OTHER" for a method
// that chi does not know; also if f is nil, returns an empty name or panics. Put no
// ids into the name. The last one counts.
func WithOperationName(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.operationName = f })
}

// WithComponent sets the component tag. Default: "net/http", also for an empty
// name. The last one counts.
func WithComponent(name string) Option {
	return optionFunc(func(c *config) { c.Component = cmp.Or(name, defaultComponent) })
}

// WithURL sets the http.url tag to the result of f. f is called for sampled spans
// only. If it returns an empty string, the tag is not set. Default:
// scheme://host/path, without user info and query, which may hold secrets; also if f
// is nil or panics. The last one counts.
func WithURL(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.URL = f })
}

// WithTags sets tags on every span when it starts, sampled or not, so that the
// tracer can decide on sampling by them. Tags of the transport with the same key win.
// Default: no tags. Several options add up; the last value of a key counts.
func WithTags(tags opentracing.Tags) Option {
	tags = maps.Clone(tags) // the caller may change its own later
	return optionFunc(func(c *config) { maps.Copy(c.Tags, tags) })
}

// WithFilter traces only the requests for which f returns true. The others have no
// span, and reach the base unchanged, unless [WithInjectFilter] removes headers. With
// several filters, all must return true. Default: all requests. A nil f is ignored. A
// filter that panics counts as true.
func WithFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) { c.Filters.Add(f) })
}

// WithInjectFilter sends the span's context only with requests for which f returns
// true. From other requests, such as those to third parties, every header of a tracer
// is removed, including those that the caller set. f is called before anything else,
// for each request, whether or not it has a span. With several filters, all must
// return true. Default: all requests carry the context. A nil f is ignored. A filter
// that panics counts as false. [ToHosts] makes a filter for a list of hosts.
func WithInjectFilter(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) { c.injectFilters.Add(f) })
}

// WithSpanObserver calls f after a span has started and before its context is
// injected, so baggage that f sets is sent. r is the caller's request; f must not
// change it. A panic of f is recovered. Default: no observer. A nil f is ignored.
// Several are called in order.
func WithSpanObserver(f func(span opentracing.Span, r *http.Request)) Option {
	return optionFunc(func(c *config) { c.AddObserver(f) })
}

// WithErrorStatus sets the error tag for each status for which f returns true.
// Default: 400 and above, also if f is nil or panics. The last one counts.
func WithErrorStatus(f func(status int) bool) Option {
	return optionFunc(func(c *config) { c.ErrorStatus = f })
}

// WithErrorHandler calls f with recovered panics of callbacks and of the tracer,
// on the goroutine of the call, at most ten times a second for each kind of
// failure. A panic of f is ignored. Default: no handler. The last one counts.
func WithErrorHandler(f func(err error)) Option {
	return optionFunc(func(c *config) { c.Guard = guard.New("propagation", f) })
}

// WithClientTrace logs the events of an [httptrace.ClientTrace] on sampled spans, each
// with its time. Default: off. The events and their fields are connection.get (address),
// connection.got (reused, was_idle), dns.start (host), dns.done (addresses), connect.start
// and connect.done (network, address), tls.start, tls.done (version, protocol),
// request.headers_written, request.written, continue.wait, continue.got (the first 100
// Continue) and response.first_byte.
//
// An event that reports a failure also has error.object. A client trace that is
// already in the request's context is still called. Events after the end of the span
// are dropped.
//
// [httptrace.ClientTrace]: https://pkg.go.dev/net/http/httptrace#ClientTrace
func WithClientTrace() Option {
	return optionFunc(func(c *config) { c.clientTrace = true })
}
