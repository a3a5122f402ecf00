package span

import (
	"maps"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// Describer sets the tags of a sampled span that are known when it starts. Usually it
// calls DescribeRequest.
type Describer interface {
	Describe(s *Span)
}

// DescribeRequest sets component, http.method and http.url. Scheme and host of the URL
// are arguments, since a server's r.URL has neither.
func (s *Span) DescribeRequest(r *http.Request, scheme, host string) {
	if s.tags == nil { // in sampledTags otherwise
		s.span.SetTag(string(ext.Component), s.config.Component)
	}
	s.Set(string(ext.HTTPMethod), method.Tag(r.Method))
	s.SetURL(r, scheme, host)
}

// SetURL sets http.url, unless the user's URL is empty.
func (s *Span) SetURL(r *http.Request, scheme, host string) {
	if url := s.config.urlOf(r, scheme, host); url != "" {
		s.Set(string(ext.HTTPUrl), url)
	}
}

// Start starts the span. It returns false if the tracer fails.
//
// Below a sampled parent the span starts with all its tags. Any other span starts with
// span.kind and the user's tags. The tracer then decides on sampling, and a sampled
// span gets its other tags. A root must not start with more than two tags in any case:
// jaeger-client-go would lose sampler.type and sampler.param.
func (s *Span) Start(c *Config, tracer opentracing.Tracer, name string, parent opentracing.SpanContext, d Describer) (ok bool) {
	defer c.Guard.Recover("the tracer")
	defer func() { s.describe = nil }() // a job that keeps the context must not keep the request
	s.config, s.describe, s.startName = c, d, name
	decided := IsDecided(parent)
	if decided && hasSampledFlag(parent) {
		s.context = parent
	}
	s.parent[0] = opentracing.ChildOf(parent)
	s.option[0] = (*startOption)(s)
	s.span = tracer.StartSpan(name, s.option[:]...)
	if s.span == nil {
		return false
	}
	ok = true // even if the tracer panics in what follows
	s.state.Store(oneUser)
	if c.kind == ext.SpanKindRPCServerEnum { // others are not renamed
		s.startName = s.name()
	}
	if decided {
		if final, _ := isFinal(parent); final && !hasSampledFlag(parent) { // a sampling.priority sets it
			s.context = parent
		}
	}
	if s.context == nil {
		s.context = s.span.Context()
		s.mark(hasOwnContext)
		if s.Sampled() {
			if s.config.isForced {
				s.repeatTags()
			}
			d.Describe(s)
		}
	}
	return true
}

// repeatTags sets the tags of the start again after a sampling.priority, which is one of
// them or an observer's: jaeger-client-go drops the tags before it.
func (s *Span) repeatTags() {
	for key, value := range s.config.Tags {
		if key != string(ext.SamplingPriority) {
			s.span.SetTag(key, value)
		}
	}
}

// startOption is the only option that a span starts with. Several options would be
// an allocation each.
type startOption Span

// Apply implements [opentracing.StartSpanOption]. Each span gets its own map of tags,
// since several tracers keep the map and change it. A map in options comes from a
// tracer that wraps another one and has added an option.
func (o *startOption) Apply(options *opentracing.StartSpanOptions) {
	s := (*Span)(o)
	defer func() { s.tags = nil }()
	tags := s.config.Tags
	if s.context != nil {
		tags = s.config.sampledTags
	}
	if options.Tags == nil {
		options.Tags = maps.Clone(tags)
	} else {
		maps.Copy(options.Tags, tags)
	}
	s.tags = options.Tags
	if s.context != nil {
		s.describe.Describe(s)
	}
	if s.parent[0].ReferencedContext != nil {
		options.References = s.parent[:]
	}
}

// IsDecided reports whether a parent has a decision on sampling. A context without
// ids, with only baggage or a debug id, has none.
func IsDecided(parent opentracing.SpanContext) bool {
	if parent == nil {
		return false
	}
	p, ok := parent.(interface{ IsValid() bool })
	return !ok || p.IsValid()
}

// isFinal reports whether the decision on sampling cannot change any more, and whether sc
// tells. With jaeger-client-go a caller's context is final after the span below it has
// started, and a context without ids panics.
func isFinal(sc opentracing.SpanContext) (final, tells bool) {
	decision, tells := sc.(interface{ IsSamplingFinalized() bool })
	return tells && decision.IsSamplingFinalized(), tells
}

// hasSampledFlag reports whether sc has the sampled flag. It returns true if sc does not
// tell. For a caller's context only this flag is read: in jaeger-client-go the context
// is not final before the span has started.
func hasSampledFlag(sc opentracing.SpanContext) bool {
	s, ok := sc.(interface{ IsSampled() bool })
	return !ok || s.IsSampled()
}
