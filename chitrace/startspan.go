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

// StartSpan starts a span below the span in ctx, with the tracer of that span.
// Without a span in ctx it starts a root with [opentracing.GlobalTracer]. Spans that
// do nothing, as [opentracing.StartSpanFromContext] starts without a global tracer,
// are skipped.
//
// If opts hold a reference, such as [opentracing.FollowsFrom], that is the parent
// in place of the span in ctx. The name is cut to 2,048 bytes. Put no ids into it.
// Nil options are ignored.
//
// The caller has to finish the span. The returned context holds it. The span is
// never nil: if the tracer panics or returns nil, the span does nothing.
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

var silent *guard.Guard // recovers panics without a report
