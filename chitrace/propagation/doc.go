// Package propagation traces outgoing HTTP calls. Its [Transport] is an
// [http.RoundTripper] that makes one client span for each round trip and sends the
// span's context in the request's headers. It works with every OpenTracing tracer.
// No request fails because a tracer or a callback fails or panics.
//
//	client := &http.Client{Transport: propagation.NewTransport(nil)}
//
// # Parent and tracer
//
// The parent is the span in the request's context, so make requests with
// [http.NewRequestWithContext] and the context of the request being served. Spans that
// do nothing, as OpenTracing starts without a global tracer, are skipped. The tracer is
// the parent's own, or else that of [WithTracer].
//
// # Close the body
//
// A span ends when the response body reaches EOF, is closed, or fails. If a body is
// neither read to its end nor closed, its span is never reported, and its connection
// is never reused. Without a body, and on an error, the span ends at once.
//
// # Tags
//
// The tags are those of the OpenTracing semantic conventions: span.kind, component,
// http.method, http.url (scheme://host/path), http.status_code as a uint16, and error.
// A failed round trip has a log with event=error, error.kind, error.object and message.
// A span that is not sampled has span.kind, http.status_code and error only.
//
// SECURITY.md lists the limits of values and headers. The texts of errors show URLs
// without query and user info, too.
//
// # Headers
//
// The caller's request, its header and its body are never changed. The base gets a
// copy, with the tracer's headers and with the client span in its context. These headers
// replace all of the same format that a proxy may forward, baggage included: a Jaeger
// context replaces Uber-Trace-Id and every Uberctx- item. [WithInjectFilter] keeps
// the headers of all formats from third parties: Jaeger, W3C, B3, OpenTracing's own,
// Datadog, Elastic, SkyWalking, and headers under other names that the tracer reads or
// that this Transport has seen a tracer write. The headers of a caller that
// chitrace.WithPublicEndpoint ignores are removed as well.
//
// If the added headers are too large, baggage is left out first, then tracestate, never
// the ids. A redirect to another host carries the ids, but no baggage. As with net/http's
// rule for Authorization, another port or a subdomain is not another host.
//
// Trace first and sign last: put the code that signs a request below the Transport,
// as its base, so that the signature covers the headers that are sent. Headers that
// an Authorization already lists as SignedHeaders, as AWS's signature version 4 does,
// are neither replaced, removed nor added.
package propagation
