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
// By default the ids are read from Jaeger's spans. [WithIDs] is for other tracers. The
// no-op tracer has no ids. For loggers other than slog use [FromContext].
//
// # Groups
//
// The ids are at the top of the record, outside of the groups that a logger has
// opened, where a log search finds them. Groups that were opened on the handler before
// it was given to NewHandler enclose the ids.
//
// A [slog.Handler] cannot add an attribute outside of an open group. For each record
// with a span, tracelog therefore takes the handler from before the first group, gives
// it the ids, and repeats the groups and their attributes. This makes about ten
// allocations for each group, and none for a logger without groups.
//
// Logger.With formats a value once, when it is called, and the program may change the
// value afterwards. Such a value cannot be formatted again. If Logger.With is called
// with one after WithGroup, the ids of that logger are in the innermost group. Numbers,
// bools, strings, times, durations, nil and groups of these can be formatted again. A
// map, a slice, a pointer, a struct, an error, a [slog.LogValuer] and any other type
// with methods cannot. They have no such effect before the first group or in a record.
package tracelog
