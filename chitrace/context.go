package chitrace

import (
	"context"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
)

type traceKey struct{}

// Value makes a trace the context of its request: whatever descends from it has
// the span for opentracing.SpanFromContext, the trace for this package, and for
// chi, which asks several times for each nested router, the route context.
func (t *trace) Value(key any) any {
	switch key {
	case chi.RouteCtxKey:
		if live := t.match.Live(); live != nil {
			return live
		}
	case spanKey:
		return t.span
	case traceKey{}:
		return t
	}
	return t.Context.Value(key)
}

// fromContext returns the trace of the request that ctx belongs to, or nil.
func fromContext(ctx context.Context) *trace {
	t, _ := ctx.Value(traceKey{}).(*trace)
	return t
}

// adopt lets the tracer add to the context, as opentracing.ContextWithSpan does
// for tracers that bring a context of their own, such as OpenTelemetry's bridge.
func (t *trace) adopt(tracer opentracing.Tracer) {
	defer swallow()
	if hooked, ok := tracer.(opentracing.TracerContextWithSpanExtension); ok {
		if ctx := hooked.ContextWithSpanHook(t.Context, t.span); ctx != nil {
			t.Context = ctx
		}
	}
}

// spanKey is the key that opentracing.SpanFromContext looks for. The package
// does not export it, but it asks any context for it. Answering saves what
// opentracing.ContextWithSpan would allocate in every request.
var spanKey = func() any {
	asked := &keySpy{Context: context.Background()}
	opentracing.SpanFromContext(asked)
	return asked.key
}()

// keySpy is a context that remembers what it was last asked for.
type keySpy struct {
	context.Context
	key any
}

func (s *keySpy) Value(key any) any {
	s.key = key
	return nil
}
