package chitrace

import (
	"maps"
	"net/http"
	"strings"

	"github.com/opentracing/opentracing-go"
)

// Option configures Middleware.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// Filter says whether to trace a request.
type Filter func(r *http.Request) bool

// config holds what the options say; nil and zero mean the default.
type config struct {
	filters         []Filter
	operationName   func(route string, r *http.Request) string
	component       any // a string, boxed once
	url             func(r *http.Request) string
	tags            opentracing.Tags
	requestHeaders  []header
	responseHeaders []header
	urlParams       []param
	observers       []func(span opentracing.Span, r *http.Request)
	errorStatus     func(status int) bool
	publicEndpoint  func(r *http.Request) bool
	responseContext bool
	noRouteLookup   bool
}

// header is a header that becomes a tag; param a URL parameter that does. The
// tag's key is put together once, not for each request.
type (
	header struct{ name, tag string }
	param  struct{ name, tag string }
)

func newConfig(opts []Option) *config {
	c := &config{component: "go-chi/chi", tags: opentracing.Tags{}}
	for _, o := range opts {
		if o != nil {
			o.apply(c)
		}
	}
	for _, key := range ownTags {
		delete(c.tags, key)
	}
	return c
}

// WithFilter traces only requests that f accepts. A request that is not traced
// has no span: SpanFromRequest is nil, and outgoing calls start new traces.
// Several filters all have to accept. The default, as nil, accepts everything.
// A filter that panics accepts.
func WithFilter(f Filter) Option {
	return optionFunc(func(c *config) {
		if f != nil {
			c.filters = append(c.filters, f)
		}
	})
}

// WithOperationName names the spans. The route is the pattern that the request
// matched, such as /v1/users/{userID}, or empty where it matched none. It is
// called when the span starts, if the route is looked up (see
// WithoutRouteLookup), and after the handler if the route turned out another.
// The default, as nil, is the method and the route; it also stands in where f
// returns an empty name or panics. Keep what f returns bounded. The last one
// counts.
func WithOperationName(f func(route string, r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.operationName = f })
}

// WithComponent sets the component tag. The default, as an empty name, is
// "go-chi/chi". The last one counts.
func WithComponent(name string) Option {
	return optionFunc(func(c *config) {
		if name == "" {
			name = "go-chi/chi"
		}
		c.component = name
	})
}

// WithURL sets what the http.url tag holds. The default, as nil, is
// scheme://host/path: user info and the query are left out, since secrets travel
// there. Where f returns an empty string there is no such tag; where it panics,
// the default stands. It is called for sampled spans only. The last one counts.
func WithURL(f func(r *http.Request) string) Option {
	return optionFunc(func(c *config) { c.url = f })
}

// WithTags sets tags on every span when it starts, sampled or not, so that the
// tracer sees them when it decides on sampling. The middleware's own tags of
// the same key win. There are none by default; several are merged, the last
// value of a key counts.
func WithTags(tags opentracing.Tags) Option {
	tags = maps.Clone(tags) // the caller may go on to change its own
	return optionFunc(func(c *config) { maps.Copy(c.tags, tags) })
}

// WithRequestHeaders sets the tag http.request.header.<lower-case-name> for
// each of these headers that the request has. Several lines of one header are
// joined by ", ". No header becomes a tag by default; several options add up.
func WithRequestHeaders(names ...string) Option {
	return optionFunc(func(c *config) {
		c.requestHeaders = appendHeaders(c.requestHeaders, "http.request.header.", names)
	})
}

// WithResponseHeaders sets the tag http.response.header.<lower-case-name> for
// each of these headers that the response has when the handler is done. Several
// lines of one header are joined by ", ". No header becomes a tag by default;
// several options add up.
func WithResponseHeaders(names ...string) Option {
	return optionFunc(func(c *config) {
		c.responseHeaders = appendHeaders(c.responseHeaders, "http.response.header.", names)
	})
}

func appendHeaders(headers []header, prefix string, names []string) []header {
	for _, name := range names {
		if name != "" {
			headers = append(headers, header{http.CanonicalHeaderKey(name), prefix + strings.ToLower(name)})
		}
	}
	return headers
}

// WithURLParams sets the tag http.route.param.<name> for each of these chi URL
// parameters that the matched route has. The wildcard's name is "*". No
// parameter becomes a tag by default; several options add up.
func WithURLParams(names ...string) Option {
	return optionFunc(func(c *config) {
		for _, name := range names {
			c.urlParams = append(c.urlParams, param{name, "http.route.param." + name})
		}
	})
}

// WithSpanObserver calls f when the span has started and has its tags, sampled
// or not, before the handler. The request is the one that the handler gets. It
// runs on the request's own goroutine; a panic in it is passed by. Nil is
// ignored; several are called in order.
func WithSpanObserver(f func(span opentracing.Span, r *http.Request)) Option {
	return optionFunc(func(c *config) {
		if f != nil {
			c.observers = append(c.observers, f)
		}
	})
}

// WithErrorStatus says which statuses set the error tag. The default, as nil,
// is those of 500 and above: what the client did wrong is no error of the
// server. Where f panics, the default stands. The last one counts.
func WithErrorStatus(f func(status int) bool) Option {
	return optionFunc(func(c *config) { c.errorStatus = f })
}

// WithPublicEndpoint ignores everything that the caller sent, for requests that
// f picks: trace and span ids, the sampled flag, the debug id and baggage. The
// span is then the root of a new trace. Without it, or with nil, every caller
// is trusted. A panic in f picks the request. Several pick together: one is
// enough.
func WithPublicEndpoint(f func(r *http.Request) bool) Option {
	return optionFunc(func(c *config) {
		if f == nil {
			return
		}
		if first := c.publicEndpoint; first != nil {
			c.publicEndpoint = func(r *http.Request) bool { return first(r) || f(r) }
			return
		}
		c.publicEndpoint = f
	})
}

// WithResponseContext injects the span context into the response headers, so
// that a caller can find its trace. Baggage goes along where the tracer's format
// carries it. The default is not to.
func WithResponseContext() Option {
	return optionFunc(func(c *config) { c.responseContext = true })
}

// WithoutRouteLookup names spans only when the handler is done. The default is
// to look the route up in the router before a root span starts, because a
// sampler that decides by operation name has to know it then. Where sampling
// does not depend on the name this is cheaper by a few allocations, and the
// final names are the same.
func WithoutRouteLookup() Option {
	return optionFunc(func(c *config) { c.noRouteLookup = true })
}
