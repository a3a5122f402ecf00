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

// Apply makes the tags afresh: they are the tracer's from here on, and several
// tracers keep and change them.
func (o *startOption) Apply(sso *opentracing.StartSpanOptions) {
	if o.parent[0].ReferencedContext != nil {
		sso.References = o.parent[:]
	}
	sso.Tags = make(map[string]any, len(o.config.tags)+3)
	maps.Copy(sso.Tags, o.config.tags)
	sso.Tags[string(ext.SpanKind)] = clientKind
	sso.Tags[string(ext.Component)] = o.config.component
	sso.Tags[string(ext.HTTPMethod)] = o.method
}
