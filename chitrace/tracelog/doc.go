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
// The span is the one of [opentracing.SpanFromContext], so log with the request's
// context: slog.InfoContext(r.Context(), "…"). A record without a context or
// without a span is passed on unchanged, at no allocation. A finished span keeps
// its ids, so what outlives a request logs them as well. Only a Jaeger tracer
// with PoolSpans may have given the span to another request by then.
//
// The ids are read from Jaeger's spans. [WithIDs] reads those of other tracers.
// The no-op tracer has no ids.
//
// # Groups
//
// The ids are at the top of the record, where a log search finds them, whatever
// groups a logger has opened. The top is that of the handler that NewHandler was
// given: a group that was opened on it before encloses the ids as well.
//
// A [slog.Handler] takes no attribute outside of an open group, so a record with
// a span is put together again from the top. What Logger.With is given below a
// group is therefore formatted for each such record, rather than once. This
// costs an allocation, and several where an attribute given to Logger.With is a
// group or a [slog.LogValuer]. Attributes from before the first group are
// formatted once.
package tracelog
