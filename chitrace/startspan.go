package chitrace

import (
	"context"
	"reflect"

	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
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
	defer func() { _ = recover() }()
	var kept []opentracing.StartSpanOption
	var asked opentracing.StartSpanOptions
	for _, o := range opts {
		if o != nil {
			kept = append(kept, o)
			o.Apply(&asked)
		}
	}
	tracer := opentracing.GlobalTracer()
	if parent := active.SpanBy(ctx, tracer); parent != nil {
		tracer = parent.Tracer()
		if len(asked.References) == 0 {
			kept = append(kept, opentracing.ChildOf(parent.Context()))
		}
	}
	started := tracer.StartSpan(name, kept...)
	if v := reflect.ValueOf(started); v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	return started
}
