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
// tracer is the parent's own, or else that of [WithTracer].
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
// [WithInjectFilter] keeps the context here, no header of any format leaves:
// Jaeger, W3C, B3, OpenTracing's own, Datadog, Elastic, SkyWalking.
//
// What is added to a request has at most 8,192 bytes. Beyond that baggage is left
// out first, then tracestate, never the ids. A redirect to another host takes the
// ids along, but no baggage.
package propagation
