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

// Option configures [NewHandler].
type Option interface{ apply(*handler) }

type optionFunc func(*handler)

func (f optionFunc) apply(h *handler) { f(h) }

// NewHandler returns a handler that adds the ids of the context's span to every
// record and passes the record on to next. What is enabled, and the errors, are
// next's. NewHandler panics if next is nil: slog's default handler cannot take
// its place, since it deadlocks below a handler that [slog.SetDefault] is given.
func NewHandler(next slog.Handler, opts ...Option) slog.Handler {
	if next == nil {
		panic("tracelog: NewHandler needs a handler to pass the records on to, next is nil")
	}
	h := &handler{ids: JaegerIDs, next: next, root: next}
	for _, o := range opts {
		if o != nil {
			o.apply(h)
		}
	}
	return h
}

type handler struct {
	ids    func(opentracing.SpanContext) (IDs, bool)
	next   slog.Handler // with all groups and attributes
	root   slog.Handler // with the attributes from before the first group
	groups groups       // what next has and root has not
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
	if h.groups.nested {
		return h.groups.reopen(h.root.WithAttrs(slices.Clone(attrs))).Handle(ctx, r)
	}
	return h.root.Handle(ctx, h.groups.enclose(r, attrs))
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
	if len(h.groups.steps) == 0 {
		with.root = h.root.WithAttrs(attrs)
		with.next = with.root
		return &with
	}
	with.groups = h.groups.add(step{attrs: slices.Clone(attrs)}) // before next may change attrs
	with.next = h.next.WithAttrs(attrs)
	return &with
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	within := *h
	within.groups = h.groups.add(step{group: name})
	within.next = h.next.WithGroup(name)
	return &within
}
