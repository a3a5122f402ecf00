// Package codec has header formats for the Jaeger tracer: Jaeger's own, W3C Trace
// Context with W3C Baggage, and B3 in both of its encodings.
//
// Give a [Codec] to the tracer twice, as injector and as extractor:
//
//	headers := codec.Composite(codec.W3C(), codec.Jaeger())
//	tracer, closer := jaeger.NewTracer(service, sampler, reporter,
//		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, headers),
//		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, headers))
//
// Extract takes any [opentracing.TextMapReader], Inject any [opentracing.TextMapWriter]. The
// usual carrier is [opentracing.HTTPHeadersCarrier]. The case of names does not matter.
//
// # Errors
//
// Extract returns [opentracing.ErrSpanContextNotFound] if the carrier holds no header of the
// format, [opentracing.ErrSpanContextCorrupted] if a header is malformed, and
// [opentracing.ErrInvalidCarrier] if the carrier can't be read. With each of them the tracer
// starts a new trace. Nothing is logged.
//
// As with jaeger-client-go's own propagators, a context may have baggage or a debug id,
// but no ids. The tracer adds them to the trace that it starts.
//
// # Injecting
//
// A map carrier may already hold headers of the format, which a proxy forwards. Inject
// removes them, baggage included, before it sets the new ones. For a context without
// ids Inject writes nothing. Baggage that cannot be a valid header is left out.
//
// # Limits
//
// Sizes are counted as on the wire, with names and line ends. The formats of a [Composite]
// share the limits.
//
// Extract reads up to 8192 bytes of baggage, and 64 items, and up to 64 lines of one
// header. Beyond that the largest lines are left out, and a list is cut at a member. A
// tracestate is dropped if it has more than 8192 bytes or 32 members, or a key or value of
// more than 256 characters.
//
// Inject writes up to 8192 bytes in all, so less baggage than the 8192 bytes that W3C asks
// for. Beyond that baggage is left out, the largest lines first, then the tracestate. Ids
// are always written.
//
// W3C Baggage has up to 64 items. Jaeger and B3 have a header for each item. They write
// only items whose keys consist of letters, digits and hyphens, and of these the first
// 16 by key: gateways refuse other names, and requests of more than 100 lines. If W3C is
// among the formats, the other items are in W3C Baggage.
package codec
