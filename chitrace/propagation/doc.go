// Package propagation traces outgoing HTTP calls. Its [Transport] is an
// [http.RoundTripper] that makes one client span for each round trip and sends
// the span's context along in the request's headers. It works with every
// OpenTracing tracer. Nothing that a tracer or a callback does wrong, a panic
// included, fails a request; [WithErrorHandler] tells of it.
//
//	client := &http.Client{Transport: propagation.NewTransport(nil)}
//
// # Parent and tracer
//
// The parent is the span in the request's context, so make requests with
// [http.NewRequestWithContext] and the context of the request being served. The
// tracer is the parent's own, or else that of [WithTracer]. A span that does
// nothing, as OpenTracing starts while no global tracer is set, is no parent: the
// span further up is.
//
// # Close the body
//
// A span ends when the response body reaches EOF, is closed, or fails. A body
// that nobody reads to its end or closes is a span that never arrives, and a
// connection that is never used again. Without a body, and on an error, the span
// ends at once.
//
// # What the span says
//
// The name is "HTTP GET", or what [ContextWithOperationName] or
// [WithOperationName] say. The tags are those of the OpenTracing semantic
// conventions: span.kind, component, http.method, http.url (scheme://host/path),
// http.status_code as a uint16, and error. A failed round trip has a log with
// event=error, error.kind, error.object and message.
//
// Every value is valid UTF-8 and at most 2,048 bytes long. URLs are shown without
// query and user info, where secrets travel, those in the texts of errors
// included. A span that is not sampled has its name, span.kind, http.status_code
// and error, and no other tags.
//
// # What the request keeps
//
// The caller's request, its header and its body are never changed. The base gets
// a copy, with the tracer's headers in it and the client span in its context.
//
// Headers of a tracer's format that stand there already, because a proxy passes
// on what came in, are replaced together, baggage included: a Jaeger context
// replaces the stale Uber-Trace-Id and every stale Uberctx- item. If
// [WithInjectFilter] says no, no header of any format leaves, whether the call has a
// span or not: Jaeger, W3C, B3, OpenTracing's own, Datadog, Elastic, SkyWalking, and
// those under other names that the tracer reads, or that this Transport has seen a
// tracer write. The same holds for the headers of a caller that
// chitrace.WithPublicEndpoint ignores.
//
// What is added to a request has at most 8,192 bytes. Beyond that baggage is left
// out first, then tracestate, never the ids. A format with a header for each item of
// baggage has at most 16, under names of letters, digits and hyphens. A redirect to
// another host takes the ids along, but no baggage. As for net/http's Authorization,
// another port or a subdomain is no other host.
//
// # Signed requests
//
// Trace first and sign last: what signs a request belongs below the Transport, as
// its base, so that the signature covers the headers that are sent. Headers that an
// Authorization lists as SignedHeaders already, as AWS's signature version 4 does,
// are left as they are: none is replaced, removed or added.
package propagation
