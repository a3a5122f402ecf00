package tracelog

import (
	"context"
	"log/slog"
	"slices"

	"github.com/opentracing/opentracing-go"
)

// The keys of the attributes, for a ReplaceAttr that renames them.
const (
	TraceIDKey = "trace_id"
	SpanIDKey  = "span_id"
	SampledKey = "sampled"
)

// NewHandler returns a handler that adds the ids of the context's span to every
// record and passes the record on to next. What is enabled, and the errors, are
// next's. NewHandler panics if next is nil: slog's default handler cannot take
// its place, since it deadlocks below a handler that [slog.SetDefault] is given.
func NewHandler(next slog.Handler, opts ...Option) slog.Handler {
	if next == nil {
		panic("tracelog: NewHandler needs a handler to pass the records on to, next is nil")
	}
	return &handler{config: newConfig(opts), next: next, root: next}
}

type handler struct {
	*config
	next  slog.Handler // with all groups and attributes
	root  slog.Handler // with the attributes from before the first group
	group *group       // the open one, with all that root lacks; nil if there is none
}

func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	ids, ok := h.idsOf(ctx)
	if !ok {
		return h.next.Handle(ctx, r)
	}
	attrs := []slog.Attr{
		slog.String(TraceIDKey, ids.TraceID),
		slog.String(SpanIDKey, ids.SpanID),
		slog.Bool(SampledKey, ids.Sampled),
	}
	if h.group != nil && h.group.nested {
		return h.group.reopen(h.root.WithAttrs(slices.Clone(attrs))).Handle(ctx, r)
	}
	return h.root.Handle(ctx, h.group.enclose(r, attrs))
}

// idsOf returns false if there is no span, if it has no ids, or if asking for
// them panics.
func (h *handler) idsOf(ctx context.Context) (ids IDs, ok bool) {
	defer func() { _ = recover() }()

	span := opentracing.SpanFromContext(ctx)
	if span == nil {
		return IDs{}, false
	}
	return h.ids(span.Context())
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	if len(attrs) == 0 {
		return h
	}
	with := *h
	if h.group != nil {
		with.group = h.group.with(attrs) // before next may change attrs
	}
	with.next = h.next.WithAttrs(attrs)
	if h.group == nil {
		with.root = with.next
	}
	return &with
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	within := *h
	within.next = h.next.WithGroup(name)
	within.group = newGroup(h.group, name)
	return &within
}
