package span

import (
	"maps"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// Config holds the options that a middleware and a transport have in common. Nil and
// zero stand for the default.
type Config struct {
	Component   any // a string, boxed once
	URL         func(r *http.Request) string
	Tags        opentracing.Tags
	Filters     guard.Filters
	Observers   []func(span opentracing.Span, r *http.Request)
	ErrorStatus func(status int) bool
	Guard       *guard.Guard

	kind        ext.SpanKindEnum
	sampledTags opentracing.Tags // Tags and component
	isForced    bool             // there is a sampling.priority among Tags
	firstError  int
}

// NewConfig returns the defaults for spans of a kind and a component. Statuses
// from firstError on are errors.
func NewConfig(kind ext.SpanKindEnum, component string, firstError int) Config {
	return Config{Component: component, Tags: opentracing.Tags{}, kind: kind, firstError: firstError}
}

// AddObserver adds f. A nil f is ignored.
func (c *Config) AddObserver(f func(span opentracing.Span, r *http.Request)) {
	if f != nil {
		c.Observers = append(c.Observers, f)
	}
}

// Reserve deletes the user's tags with keys that the library sets itself: the keys of
// every span, and more. It adds span.kind. Call it once, after the options.
func (c *Config) Reserve(more ...string) {
	more = append(more, string(ext.SpanKind), string(ext.Component),
		string(ext.HTTPMethod), string(ext.HTTPUrl), string(ext.HTTPStatusCode))
	for _, key := range more {
		delete(c.Tags, key)
	}
	c.Tags[string(ext.SpanKind)] = c.kind
	_, c.isForced = c.Tags[string(ext.SamplingPriority)]
	c.sampledTags = maps.Clone(c.Tags)
	c.sampledTags[string(ext.Component)] = c.Component
}

// Accepts reports whether all filters accept r. A filter that panics accepts.
func (c *Config) Accepts(r *http.Request) bool {
	return c.Filters.Accept(c.Guard, "the filter", true, r)
}

func (c *Config) isError(status int) bool {
	byDefault := status >= c.firstError
	if c.ErrorStatus == nil {
		return byDefault
	}
	return guard.Get(c.Guard, "the error status function", byDefault, func() bool { return c.ErrorStatus(status) })
}

// urlOf returns the user's URL, or else the default one.
func (c *Config) urlOf(r *http.Request, scheme, host string) string {
	if c.URL != nil {
		var url string
		if c.Guard.Do("the URL function", func() { url = c.URL(r) }) {
			return text.Cut(url)
		}
	}
	if r.URL == nil { // the base of a transport returns an error for it
		return ""
	}
	return text.URL(scheme, host, r.URL)
}

// Name returns the user's name for a span, the result of f. It returns the fallback if
// f returns an empty name or panics.
func (c *Config) Name(f func() string, fallback string) string {
	name := guard.Get(c.Guard, "the operation name function", "", f)
	if name == "" {
		return fallback
	}
	return text.Name(name)
}
