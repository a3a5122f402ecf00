package tracelog

import (
	"context"
	"log/slog"

	"github.com/opentracing/opentracing-go"
)

// The keys of the attributes, for a ReplaceAttr that renames them.
const (
	TraceIDKey = "trace_id"
	SpanIDKey  = "span_id"
	SampledKey = "sampled"
)

// Option configures [NewHandler].
type Option interface{ apply(*handler) }

type optionFunc func(*handler)

func (f optionFunc) apply(h *handler) { f(h) }

// NewHandler returns a handler that adds the ids of the context's span to every
// record and passes the record on to next. Enabled and the errors of Handle are those
// of next. NewHandler panics if next is nil. There is no default, since slog's default
// handler deadlocks below a handler that is given to [slog.SetDefault].
func NewHandler(next slog.Handler, opts ...Option) slog.Handler {
	if next == nil {
		panic("tracelog: NewHandler needs a handler to pass the records on to, next is nil")
	}
	h := &handler{ids: JaegerIDs, next: next, top: next}
	for _, o := range opts {
		if o != nil {
			o.apply(h)
		}
	}
	return h
}

type handler struct {
	ids     func(opentracing.SpanContext) (IDs, bool)
	next    slog.Handler // with all groups and attributes
	inGroup bool
	top     slog.Handler // next before its first group
	below   repeat       // makes next of top
}

func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	ids, ok := idsOf(ctx, h.ids)
	if !ok {
		return h.next.Handle(ctx, r)
	}
	if h.below == nil {
		return h.next.Handle(ctx, ids.prepend(r))
	}
	attrs := ids.attrs()
	return h.below(h.top.WithAttrs(attrs[:])).Handle(ctx, r)
}

func (ids IDs) attrs() [3]slog.Attr {
	return [...]slog.Attr{
		slog.String(TraceIDKey, ids.TraceID),
		slog.String(SpanIDKey, ids.SpanID),
		slog.Bool(SampledKey, ids.Sampled),
	}
}

// prepend returns a copy of r that has the ids first.
func (ids IDs) prepend(r slog.Record) slog.Record {
	var room [8]slog.Attr
	first := ids.attrs()
	all := append(room[:0], first[:]...)
	r.Attrs(func(a slog.Attr) bool {
		all = append(all, a)
		return true
	})
	with := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	with.AddAttrs(all...)
	return with
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	if len(attrs) == 0 {
		return h
	}
	with := *h
	if h.below != nil {
		with.below = h.below.withAttrs(attrs) // first, since next may change attrs
	}
	with.next = h.next.WithAttrs(attrs)
	if !h.inGroup {
		with.top = with.next
	}
	return &with
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	within := *h
	if h.below != nil || !h.inGroup {
		within.below = h.below.withGroup(name)
	}
	within.inGroup = true
	within.next = h.next.WithGroup(name)
	return &within
}
