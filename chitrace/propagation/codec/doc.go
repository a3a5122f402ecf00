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
// [opentracing.TextMapWriter]; [opentracing.HTTPHeadersCarrier] is the one they
// are made for. Names are found in any case.
//
// # Errors
//
// Extract returns one of three: [opentracing.ErrSpanContextNotFound] where the
// carrier holds nothing of the format, [opentracing.ErrSpanContextCorrupted]
// where it holds something malformed, [opentracing.ErrInvalidCarrier] where it
// can't be read. Each of them means a new trace. Nothing is ever logged.
//
// A context may come back without ids, just as jaeger-client-go's do: baggage
// or a debug id that arrived alone, which the tracer adds to the trace it
// starts.
//
// # Injecting
//
// Inject replaces: headers of the format that a map carrier already holds, such
// as those a proxy forwards, are removed before the new ones are set. A context
// without ids writes none. Baggage that makes no valid header is left out.
//
// # Limits
//
// Baggage is held to the 64 members and 8192 bytes that W3C Baggage has every
// platform carry, in all formats and both directions. A tracestate has at most
// 32 members, its keys and values at most 256 characters each.
package codec
