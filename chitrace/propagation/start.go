package propagation

import (
	"maps"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
)

// clientKind is a variable of the ext package, boxed once.
var clientKind any = ext.SpanKindRPCClientEnum

// startOption hands a span its parent and its tags in one piece: of a list of
// options, each would be an allocation.
type startOption struct {
	config *config
	method any
	parent [1]opentracing.SpanReference
	self   [1]opentracing.StartSpanOption
}

func (o *startOption) setParent(sc opentracing.SpanContext) {
	o.parent[0] = opentracing.ChildOf(sc)
}

// list returns o as the option list for StartSpan.
func (o *startOption) list() []opentracing.StartSpanOption {
	o.self[0] = o
	return o.self[:]
}

// Apply implements [opentracing.StartSpanOption]. The tags are made afresh: they
// are the tracer's from there on, and several tracers keep and change them.
//
// A root gets no more than it needs to be sampled. Jaeger's client makes room
// for its own tags of the decision, sampler.type and sampler.param, first, and
// throws them away again where more come along than fit in there.
func (o *startOption) Apply(sso *opentracing.StartSpanOptions) {
	sso.Tags = make(map[string]any, len(o.config.tags)+3)
	maps.Copy(sso.Tags, o.config.tags)
	sso.Tags[string(ext.SpanKind)] = clientKind
	if o.isRoot() {
		return
	}
	sso.References = o.parent[:]
	o.describe(func(key string, value any) { sso.Tags[key] = value })
}

func (o *startOption) isRoot() bool { return o.parent[0].ReferencedContext == nil }

func (o *startOption) describe(set func(key string, value any)) {
	set(string(ext.Component), o.config.component)
	set(string(ext.HTTPMethod), o.method)
}

// complete sets the tags that a sampled span lacks from its start: a root's, and
// all where a sampling.priority is among them, since those that Jaeger's client
// meets before that one, in the order of a map, it drops.
func (o *startOption) complete(span opentracing.Span) {
	set := func(key string, value any) { span.SetTag(key, value) }
	_, forced := o.config.tags[string(ext.SamplingPriority)]
	if forced {
		for key, value := range o.config.tags {
			if key != string(ext.SamplingPriority) {
				set(key, value)
			}
		}
		set(string(ext.SpanKind), clientKind)
	}
	if forced || o.isRoot() {
		o.describe(set)
	}
}
