package chitrace

import (
	"context"
	"reflect"
	"slices"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/guard"
	"github.com/opentracing-contrib/go-chi/internal/span"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// StartSpan starts a span below the one in ctx, by that span's own tracer. Without
// a span in ctx it starts a root, by [opentracing.GlobalTracer]. A span of the
// global tracer counts only if one is set: [opentracing.StartSpanFromContext] puts
// one that does nothing into the context otherwise.
//
// If opts hold a reference, such as [opentracing.FollowsFrom], that is the parent
// in place of the span in ctx. The name is cut to 2,048 bytes; keep it bounded: no
// ids in it. Nil options are ignored.
//
// The span is never nil: if the tracer panics or returns nil, it does nothing. The
// caller has to finish it. The returned context holds it.
func StartSpan(ctx context.Context, name string, opts ...opentracing.StartSpanOption) (opentracing.Span, context.Context) {
	started := start(ctx, text.Name(name), opts)
	if started == nil {
		started = opentracing.NoopTracer{}.StartSpan(name)
	}
	return started, span.ContextWith(ctx, started)
}

// start returns nil if the tracer fails.
func start(ctx context.Context, name string, opts []opentracing.StartSpanOption) opentracing.Span {
	defer silent.Recover("the tracer")
	opts = slices.DeleteFunc(slices.Clone(opts), func(o opentracing.StartSpanOption) bool { return o == nil })
	tracer := opentracing.GlobalTracer()
	if parent := active.SpanBy(ctx, tracer); parent != nil {
		tracer = parent.Tracer()
		if !hasReference(opts) {
			opts = append(opts, opentracing.ChildOf(parent.Context()))
		}
	}
	started := tracer.StartSpan(name, opts...)
	if v := reflect.ValueOf(started); v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	return started
}

func hasReference(opts []opentracing.StartSpanOption) bool {
	var options opentracing.StartSpanOptions
	for _, o := range opts {
		o.Apply(&options)
	}
	return len(options.References) > 0
}

var silent *guard.Guard // tells nobody of a panic
