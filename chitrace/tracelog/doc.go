// Package tracelog writes the ids of a trace into the log. [NewHandler] wraps any
// [slog.Handler], so that a log line leads to its trace, and a trace to its log
// lines.
//
// # Attributes
//
// Each record that is logged with the context of a span gets three attributes:
//
//   - trace_id, as Jaeger's UI shows it and searches for it: 16 lower-case hex
//     digits, or 32 where the tracer makes 128-bit ids.
//   - span_id, 16 lower-case hex digits.
//   - sampled, a bool that reports whether the trace is recorded. A sampler may
//     decide later than the record is logged.
//
// Log with the request's context: slog.InfoContext(r.Context(), "…"). The span is
// the one that [FromContext] finds. A record without a context or without a span
// is passed on unchanged, at no allocation. A finished span keeps its ids, so
// what outlives a request logs them as well. Only a Jaeger tracer with PoolSpans
// may have given the span to another request by then.
//
// The ids are read from Jaeger's spans. [WithIDs] reads those of other tracers.
// The no-op tracer has no ids. Other loggers than slog get the ids by
// [FromContext].
//
// # Groups
//
// The ids are at the top of the record, where a log search finds them, whatever
// groups a logger has opened. The top is that of the handler that NewHandler was
// given: a group that was opened on it before encloses the ids as well.
//
// A [slog.Handler] takes no attribute outside of an open group. For each record
// with a span, the ids are therefore given to the handler from before the first
// group, and then the groups and their attributes once more. This costs about
// ten allocations for each group, and nothing for a logger without groups.
//
// Logger.With formats a value once, when it is called, and the program may change
// the value afterwards. If Logger.With is given such a value below a group, it
// cannot be formatted once more: the ids then stand in the innermost group. These
// are all values but numbers, bools, strings, times, durations, nil, and groups
// of these: a map, a slice, a pointer, a struct, an error, a [slog.LogValuer], a
// type with methods. They are no problem before the first group or in a record.
package tracelog
