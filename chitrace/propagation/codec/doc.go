// Package codec speaks the header formats that a mixed fleet uses, for the
// Jaeger tracer: Jaeger's own, W3C Trace Context with W3C Baggage, and B3 in
// both of its encodings.
//
// A [Codec] is handed to the tracer twice, as injector and as extractor:
//
//	headers := codec.Composite(codec.W3C(), codec.Jaeger())
//	tracer, closer := jaeger.NewTracer(service, sampler, reporter,
//		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, headers),
//		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, headers))
//
// # Carriers
//
// Extract takes any [opentracing.TextMapReader], Inject any
// [opentracing.TextMapWriter]. Both are made for [opentracing.HTTPHeadersCarrier].
// Names are found in any case.
//
// # Errors
//
// Extract returns one of three errors:
//
//   - [opentracing.ErrSpanContextNotFound] if the carrier holds nothing of the
//     format,
//   - [opentracing.ErrSpanContextCorrupted] if it holds something malformed,
//   - [opentracing.ErrInvalidCarrier] if it can't be read.
//
// Each of them means a new trace. Nothing is ever logged.
//
// A context may have no ids, as with jaeger-client-go's own propagators. It then
// holds baggage or a debug id that arrived alone, which the tracer adds to the
// trace it starts.
//
// # Injecting
//
// Inject removes the headers of the format that a map carrier already holds,
// baggage included, before it sets the new ones: a proxy forwards them. A context
// without ids writes nothing. Baggage that makes no valid header is left out.
//
// # Limits
//
// Sizes are counted as on the wire, with names and line ends, and before
// anything is parsed.
//
// Extract reads up to 8192 bytes of baggage, and 64 items, from all formats
// together, and up to 64 lines of one header. Where there is more, the largest lines are left out, and a list is cut at a member.
// A tracestate is dropped if it has more than 8192 bytes or 32 members, or a key
// or value of more than 256 characters.
//
// Inject writes up to 8192 bytes in all. W3C Baggage has up to 64 items. Jaeger and
// B3 have a header for each item: they write the first 16 by their keys, of those
// whose keys have letters, digits and hyphens alone, since gateways refuse other
// names, and requests of more than 100 lines. The other items travel in W3C Baggage
// if W3C is among the formats. Where there are more bytes, baggage is left out, the largest lines first, then the
// tracestate. Ids are always written. The formats of a [Composite] share the
// limit. A W3C Baggage of 8192 bytes, which its specification has every platform
// carry, does not fit beside its name and the ids.
package codec
