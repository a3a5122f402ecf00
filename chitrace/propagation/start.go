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

// Apply implements [opentracing.StartSpanOption].
func (o *startOption) Apply(sso *opentracing.StartSpanOptions) {
	if o.parent[0].ReferencedContext != nil {
		sso.References = o.parent[:]
	}
	sso.Tags = o.tags()
}

// tags makes the tags afresh: they are the tracer's from there on, and several
// tracers keep and change them.
func (o *startOption) tags() map[string]any {
	tags := make(map[string]any, len(o.config.tags)+3)
	maps.Copy(tags, o.config.tags)
	tags[string(ext.SpanKind)] = clientKind
	tags[string(ext.Component)] = o.config.component
	tags[string(ext.HTTPMethod)] = o.method
	return tags
}

// repeat sets the tags again where a sampling.priority is among them: those that
// Jaeger meets before that one, in the order of a map, it drops.
func (o *startOption) repeat(span opentracing.Span) {
	if _, ok := o.config.tags[string(ext.SamplingPriority)]; !ok {
		return
	}
	for key, value := range o.tags() {
		if key != string(ext.SamplingPriority) {
			span.SetTag(key, value)
		}
	}
}
