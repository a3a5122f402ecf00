// Package propagation traces outgoing HTTP calls. Its [Transport] is an
// [http.RoundTripper] that makes one client span for each round trip and sends the
// span's context in the request's headers. It works with every OpenTracing tracer.
// No request fails because a tracer or a callback fails or panics.
// [WithErrorHandler] reports panics.
//
//	client := &http.Client{Transport: propagation.NewTransport(nil)}
//
// # Parent and tracer
//
// The parent is the span in the request's context, so make requests with
// [http.NewRequestWithContext] and the context of the request being served. The
// tracer is the parent's own, or else that of [WithTracer]. Spans that do nothing,
// as OpenTracing starts without a global tracer, are skipped: the parent is the span
// above them.
//
// # Close the body
//
// A span ends when the response body reaches EOF, is closed, or fails. If a body is
// neither read to its end nor closed, its span is never reported, and its connection
// is never reused. Without a body, and on an error, the span ends at once.
//
// # Name and tags
//
// The name is that of [ContextWithOperationName] or [WithOperationName], and "HTTP
// GET" by default. The tags are those of the OpenTracing semantic conventions:
// span.kind, component, http.method, http.url (scheme://host/path),
// http.status_code as a uint16, and error. A failed round trip has a log with
// event=error, error.kind, error.object and message.
//
// Every value is valid UTF-8, and longer ones are cut; SECURITY.md lists the limits.
// URLs are shown without query and user info, which may hold secrets, also in the
// texts of errors. A span that is not sampled has a name and the tags span.kind,
// http.status_code and error. It has no other tags.
//
// # Headers
//
// The caller's request, its header and its body are never changed. The base gets a
// copy, with the tracer's headers and with the client span in its context.
//
// A proxy may forward a tracer's headers that came in. The tracer's own headers
// replace all of the same format, baggage included: a Jaeger context replaces
// Uber-Trace-Id and every Uberctx- item. If [WithInjectFilter] returns false, the
// headers of all formats are removed, whether or not the call has a span: Jaeger,
// W3C, B3, OpenTracing's own, Datadog, Elastic, SkyWalking, and headers under other
// names that the tracer reads or that this Transport has seen a tracer write. The
// headers of a caller that chitrace.WithPublicEndpoint ignores are removed as well.
//
// The size of the added headers is limited: baggage is left out first, then
// tracestate, never the ids. SECURITY.md lists the limits. A redirect to another host
// carries the ids, but no baggage. As with net/http's rule for Authorization, another
// port or a subdomain is not another host.
//
// # Signed requests
//
// Trace first and sign last: put the code that signs a request below the Transport,
// as its base, so that the signature covers the headers that are sent. Headers that
// an Authorization already lists as SignedHeaders, as AWS's signature version 4 does,
// are neither replaced, removed nor added.
package propagation
