// Package tracelog writes the ids of a trace into the log: NewHandler wraps any
// slog.Handler so that a log line leads to its trace, and a trace to its log
// lines.
//
// # Attributes
//
// Each record that is logged with the context of a span gets three attributes:
//
//   - trace_id, the way Jaeger's UI shows it and searches for it: 16 lower-case
//     hex digits, or 32 where the tracer makes 128-bit ids.
//   - span_id, 16 lower-case hex digits.
//   - sampled, a bool: whether there is a trace to be found. With a sampler that
//     puts its decision off it is what is known by then.
//
// The span is the one that opentracing.SpanFromContext finds, so log with the
// request's context, as in slog.InfoContext(r.Context(), "…"). A record without
// a context, or with one that has no span, goes on as it came, and nothing is
// allocated for it. A finished span keeps its ids, so that what a request left
// running logs them too; only a Jaeger tracer with PoolSpans may have made it the
// span of another request by then.
//
// The ids are Jaeger's. WithIDs reads those of any other tracer. The no-op
// tracer has none, so it adds nothing.
//
// # Groups
//
// The ids are at the top of the record, where a log search finds them, whatever
// groups a logger has opened:
//
//	log := slog.New(tracelog.NewHandler(slog.NewJSONHandler(os.Stdout, nil)))
//	log.WithGroup("http").InfoContext(ctx, "done", "status", 200)
//	// {…,"msg":"done","http":{"status":200},"trace_id":"…","span_id":"…","sampled":true}
//
// The top is that of the handler which NewHandler was given: a group that was
// opened on it before stays around the ids as well.
//
// A slog.Handler takes nothing more for its top once a group is open, so a record
// with a span is put together anew, from the top. This means that what
// Logger.With is given below a group is formatted for each such record, rather
// than once; attributes from before the first group are not concerned. Such a
// record costs an allocation more for each group.
package tracelog
