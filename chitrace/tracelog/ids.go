package tracelog

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/text"
)

// IDs are the ids of a span, in the form of the tracer's own UI.
type IDs struct {
	TraceID string
	SpanID  string
	Sampled bool
}

// FromContext returns the ids of the span in ctx, as [JaegerIDs] reads them. Use it
// for another logger, a response header or an error page. It returns false if ctx has
// no span of Jaeger's. A span that does nothing, as
// [opentracing.StartSpanFromContext] starts without a global tracer, is skipped: the
// ids are those of the span above it that StartSpan or the middleware has started.
func FromContext(ctx context.Context) (IDs, bool) { return idsOf(ctx, JaegerIDs) }

// idsOf returns false if there is no span, if the span has no ids, or if f panics.
func idsOf(ctx context.Context, f func(opentracing.SpanContext) (IDs, bool)) (ids IDs, ok bool) {
	defer func() { _ = recover() }()

	span := active.Span(ctx)
	if span == nil {
		return IDs{}, false
	}
	return f(span.Context())
}

// JaegerIDs returns the ids of a span of jaeger-client-go, padded with zeros as
// Jaeger does. It returns false for a span of another tracer and for a context
// without ids. It is the default of [WithIDs].
func JaegerIDs(sc opentracing.SpanContext) (IDs, bool) {
	jc, ok := sc.(jaeger.SpanContext)
	if !ok || !jc.IsValid() {
		return IDs{}, false
	}
	// Like the String methods of the ids, with one allocation instead of three or four,
	// in less than half the time.
	var room [48]byte
	traceID := text.AppendTraceID(room[:0], jc.TraceID().High, jc.TraceID().Low)
	ids, n := string(text.AppendID(traceID, uint64(jc.SpanID()))), len(traceID)
	return IDs{TraceID: ids[:n], SpanID: ids[n:], Sampled: jc.IsSampled()}, true
}

// WithIDs sets the function that reads the ids of a span, for tracers other than
// Jaeger's. If f returns false or panics, the record is logged without ids. f is called
// for each record that has a span, possibly by several goroutines at once. f may call
// [JaegerIDs]. Default: JaegerIDs, also if f is nil. The last one counts.
func WithIDs(f func(opentracing.SpanContext) (IDs, bool)) Option {
	if f == nil {
		f = JaegerIDs
	}
	return optionFunc(func(h *handler) { h.ids = f })
}
