package span

import (
	"maps"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"

	"github.com/opentracing-contrib/go-chi/internal/method"
)

// Describer sets the tags that only a sampled span shows and that are known
// when it starts. Usually it calls DescribeRequest.
type Describer interface {
	Describe(s *Span)
}

// DescribeRequest sets component, http.method and http.url. The URL's scheme and
// host are not the same on both sides: a server does not find them in r.URL.
func (s *Span) DescribeRequest(r *http.Request, scheme, host string) {
	s.Set(string(ext.Component), s.config.Component)
	s.Set(string(ext.HTTPMethod), method.Tag(r.Method))
	if url := s.config.urlOf(r, scheme, host); url != "" {
		s.Set(string(ext.HTTPUrl), url)
	}
}

// Start starts the span. It returns false if the tracer fails to.
//
// Below a sampled parent the span has all its tags from the start. Of any other
// span the tracer has to decide first whether it is sampled: it starts with
// span.kind and the user's tags, and is described only if it is. A root gets no
// more than that at its start also because jaeger-client-go loses sampler.type
// and sampler.param where more than two tags come along.
func (s *Span) Start(c *Config, tracer opentracing.Tracer, name string, parent opentracing.SpanContext, d Describer) (ok bool) {
	defer c.Guard.Recover("the tracer")
	defer func() { s.describe = nil }() // the context of a request must not keep the request
	s.config, s.describe = c, d
	if IsDecided(parent) && hasSampledFlag(parent) {
		s.context = parent
	}
	s.parent[0] = opentracing.ChildOf(parent)
	s.option[0] = (*startOption)(s)
	s.span = tracer.StartSpan(name, s.option[:]...)
	if ok = s.span != nil; !ok {
		return false
	}
	s.users = 1
	s.startName = s.tellName()
	if s.context == nil {
		s.describeNew(parent)
	}
	return true
}

// describeNew describes a span that the tracer has just decided on.
func (s *Span) describeNew(parent opentracing.SpanContext) {
	if isFinallyUnsampled(parent) {
		s.context = parent
		return
	}
	s.context, s.hasOwnContext = s.span.Context(), true
	if s.Sampled() {
		s.repeatTags()
		s.describe.Describe(s)
	}
}

// repeatTags sets the tags of the start again if a sampling.priority is among
// them: jaeger-client-go applies tags in map order and drops those before it.
func (s *Span) repeatTags() {
	if _, forced := s.config.Tags[string(ext.SamplingPriority)]; !forced {
		return
	}
	for key, value := range s.config.Tags {
		if key != string(ext.SamplingPriority) {
			s.span.SetTag(key, value)
		}
	}
	s.span.SetTag(string(ext.SpanKind), s.config.kind)
}

// startOption is a Span as the one option that it starts with: each option of a
// list would be an allocation.
type startOption Span

// Apply implements [opentracing.StartSpanOption]. The map of tags is this
// span's own, since several tracers adopt and change it. One that is there
// already comes from an option that a tracer around the tracer has added.
func (o *startOption) Apply(options *opentracing.StartSpanOptions) {
	s := (*Span)(o)
	defer func() { s.tags = nil }()
	if options.Tags == nil {
		options.Tags = make(opentracing.Tags, len(s.config.Tags)+1)
	}
	s.tags = options.Tags
	maps.Copy(s.tags, s.config.Tags)
	if s.context != nil {
		s.describe.Describe(s)
	}
	s.tags[string(ext.SpanKind)] = s.config.kind
	if s.parent[0].ReferencedContext != nil {
		options.References = s.parent[:]
	}
}
