package chitrace

import (
	"cmp"
	"maps"
	"net/http"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Option configures Middleware.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// Filter reports whether to trace a request.
type Filter func(r *http.Request) bool

const defaultComponent = "go-chi/chi"

// config holds the options. Nil and zero stand for the default.
type config struct {
	span            span.Config
	operationName   func(route string, r *http.Request) string
	requestHeaders  headerTags
	responseHeaders headerTags
	urlParams       []string
	trusted         guard.Filters // of callers
	responseContext bool
	noRouteLookup   bool
	isDefault       bool // there were no options
}

// headerTags are the headers that become tags, with the keys of the tags.
type headerTags []struct{ name, key string }

func (h *headerTags) add(prefix string, names []string) {
	for _, name := range names {
		if name != "" {
			*h = append(*h, struct{ name, key string }{http.CanonicalHeaderKey(name), prefix + strings.ToLower(name)})
		}
	}
}

func (h headerTags) set(s *span.Span, got http.Header) {
	for _, wanted := range h {
		if values := got[wanted.name]; len(values) > 0 {
			s.Set(wanted.key, text.Cut(strings.Join(values, ", ")))
		}
	}
}

func newConfig(opts []Option) *config {
	c := &config{isDefault: true, span: span.NewConfig(ext.SpanKindRPCServerEnum, defaultComponent, http.StatusInternalServerError)}
	for _, o := range opts {
		if o != nil {
			c.isDefault = false
			o.apply(c)
		}
	}
	c.span.Reserve(tagRoute, tagResponseSize, tagAborted, tagClientDisconnected)
	return c
}

// trusts reports whether the caller of r is trusted.
func (c *config) trusts(r *http.Request) bool {
	return c.trusted.Accept(c.span.Guard, "the public endpoint function", false, r)
}

// WithFilter traces only the requests for which f returns true. A request that is
// not traced has no span: [SpanFromRequest] returns nil, and outgoing calls start
// new traces. With several filters, all must return true. Default: all requests. A
// nil f is ignored. A filter that panics counts as true.
func WithFilter(f Filter) Option {
	return optionFunc(func(c *config) { c.span.Filters.Add(f) })
}

// WithOperationName names the spans. The route is the pattern that the request
// matched, such as /v1/users/{userID}, or empty if it matched none. f is called
// when the span starts, if the route is looked up (see [WithoutRouteLookup]), and
// again after the handler if the final route is another one. Put no ids into the
// name. Default: the method and the route, also if f is nil, returns an empty name
// or panics. The last one counts.
func WithOperationName(f func(route string, r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.operationName = f })
}

// WithComponent sets the component tag. Default: "go-chi/chi", also for an empty
// name. The last one counts.
func WithComponent(name string) Option {
	return optionFunc(func(c *config) { c.span.Component = cmp.Or(name, defaultComponent) })
}

// WithURL sets the http.url tag to the result of f. f is called for sampled spans
// only. If it returns an empty string, the tag is not set. Default:
// scheme://host/path, without user info and query, which may hold secrets; also if f
// is nil or panics. [RouteURL] leaves out the path as well. The last one counts.
func WithURL(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.span.URL = f })
}

// RouteURL returns scheme://host and the route in place of the path, such as
// https://example.com/reset/{token}. Use it with [WithURL] if paths hold secrets.
// Without a route it returns scheme://host. The route is looked up for every sampled
// request. If the final route is another one, the function of WithURL is called
// again when the handler is done.
func RouteURL(r *http.Request) string {
	url := scheme(r) + "://" + text.Host(r.Host)
	if c := fromContext(r.Context()); c != nil {
		if req := c.request.Load(); req != nil {
			route := req.finalRoute()
			if req.urlRoute == nil {
				req.urlRoute = route
			}
			url += route.Pattern
		}
	}
	return url
}

// WithTags sets tags on every span when it starts, sampled or not, so that the
// tracer can decide on sampling by them. Tags of Middleware with the same key win.
// Default: no tags. Several options add up; the last value of a key counts.
func WithTags(tags opentracing.Tags) Option {
	tags = maps.Clone(tags) // the caller may change its own later
	return optionFunc(func(c *config) { maps.Copy(c.span.Tags, tags) })
}

// WithRequestHeaders sets the tag http.request.header.<lower-case-name> for
// each of these headers that the request has. Several lines of one header are
// joined by ", ". Default: no header. Several options add up.
func WithRequestHeaders(names ...string) Option {
	return optionFunc(func(c *config) { c.requestHeaders.add("http.request.header.", names) })
}

// WithResponseHeaders sets the tag http.response.header.<lower-case-name> for
// each of these headers that the response has when the handler is done. Several
// lines of one header are joined by ", ". Default: no header. Several options
// add up.
func WithResponseHeaders(names ...string) Option {
	return optionFunc(func(c *config) { c.responseHeaders.add("http.response.header.", names) })
}

// WithURLParams sets the tag http.route.param.<name> for each of these chi URL
// parameters that the matched route has. The wildcard's name is "*". Default: no
// parameter. Several options add up.
func WithURLParams(names ...string) Option {
	return optionFunc(func(c *config) { c.urlParams = append(c.urlParams, names...) })
}

// WithSpanObserver calls f after the span has started and has its tags, and before
// the handler runs, for sampled spans and others. r is the request that the handler
// gets. f runs on the request's goroutine. A panic of f is recovered. Default: no
// observer. A nil f is ignored. Several are called in order.
func WithSpanObserver(f func(span opentracing.Span, r *http.Request)) Option {
	return optionFunc(func(c *config) { c.span.AddObserver(f) })
}

// WithErrorStatus sets the error tag for each status for which f returns true.
// Default: 500 and above, since a 4xx is an error of the client; also if f is nil or
// panics. The last one counts.
func WithErrorStatus(f func(status int) bool) Option {
	return optionFunc(func(c *config) { c.span.ErrorStatus = f })
}

// WithPublicEndpoint ignores the caller's trace headers if f returns true: trace and
// span ids, the sampled flag, the debug id and baggage. The span is then the root of
// a new trace. Package propagation does not forward the ignored headers, even if a
// filter leaves the request out. With a nil f all callers are ignored. If f panics,
// the caller is ignored. Default: every caller is trusted. With several options, the
// caller is ignored if one function returns true.
func WithPublicEndpoint(f func(r *http.Request) bool) Option {
	if f == nil {
		f = func(*http.Request) bool { return true }
	}
	trusts := func(r *http.Request) bool { return !f(r) }
	return optionFunc(func(c *config) { c.trusted.Add(trusts) })
}

// WithResponseContext injects the span context, without baggage, into the response
// headers, so that a caller can find its trace. Default: off.
func WithResponseContext() Option {
	return optionFunc(func(c *config) { c.responseContext = true })
}

// WithoutRouteLookup names spans only when the handler is done. A sampler that
// decides by operation name then gets "HTTP GET" for every route. The option saves a
// look-up in every request that starts a trace. For most routes a look-up makes no
// allocation. The final names are the same. Default: the route is looked up before a
// root span starts.
func WithoutRouteLookup() Option {
	return optionFunc(func(c *config) { c.noRouteLookup = true })
}

// WithErrorHandler calls f with recovered panics of callbacks and of the tracer, and
// with mistakes in the set-up: options of an inner Middleware, which are ignored,
// and routes that a handler hides (see [ShowRoutes]). Ignored options are reported
// to the inner Middleware's handler, or else to the outer one's. f is called on the
// request's goroutine, at most ten times a second for each kind of failure. A panic
// of f is ignored. Default: no handler. The last one counts.
func WithErrorHandler(f func(err error)) Option {
	return optionFunc(func(c *config) { c.span.Guard = guard.New("chitrace", f) })
}
