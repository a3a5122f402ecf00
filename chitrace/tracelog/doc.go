// Package tracelog adds the ids of a trace to log records, so that you find the trace
// of a log line and the log lines of a trace. [NewHandler] wraps any [slog.Handler].
//
// # Attributes
//
// Each record that is logged with the context of a span gets three attributes:
//
//   - trace_id, as Jaeger's UI shows and searches it: 16 lower-case hex digits, or 32
//     if the tracer makes 128-bit ids.
//   - span_id, 16 lower-case hex digits.
//   - sampled, a bool that reports whether the trace is recorded. A sampler may
//     decide after the record is logged.
//
// Log with the request's context: slog.InfoContext(r.Context(), "…"). [FromContext]
// describes which span of the context is used. A record without a context or without
// a span is passed on unchanged, without an allocation. A finished span keeps its
// ids, so a job that outlives its request logs them as well. With the Jaeger option
// PoolSpans, the tracer may use a finished span for another request.
//
// [WithIDs] is for tracers other than Jaeger's, [FromContext] for loggers other than slog.
//
// # Groups
//
// The ids are at the top of the record, outside of the groups that a logger has
// opened, where a log search finds them. Groups that were opened on the handler before
// it was given to NewHandler enclose the ids.
//
// For this, each record with a span repeats the groups and their attributes below the
// ids, with about ten allocations for each group. A value that may have changed since
// Logger.With formatted it cannot be repeated: a map, a slice, a pointer, a struct, an
// error, a [slog.LogValuer] or any other type with methods, except times and durations.
// If Logger.With gets one after WithGroup, the ids of that logger are in the innermost
// group. There is no such effect before the first group or in a record.
package tracelog
