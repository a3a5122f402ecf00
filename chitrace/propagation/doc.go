// Package propagation traces outgoing HTTP calls: an [http.RoundTripper] that
// makes one client span per round trip and sends its context along in the
// request's headers. It works with every OpenTracing tracer.
//
//	client := &http.Client{Transport: propagation.NewTransport(nil)}
//
// # Parent and tracer
//
// The parent is the span in the request's context, so make requests with
// [http.NewRequestWithContext] and the context of the request being served.
// The parent's own tracer is used; without a parent it is the one of
// [WithTracer], and without that the global one.
//
// # Close the body
//
// A span ends when the response body reaches EOF, is closed, or fails. Whoever
// neither reads a body to its end nor closes it never sees the span, besides
// losing the connection. Spans of responses without a body, and of failed round
// trips, end at once.
//
// # What the span says
//
// The name is "HTTP GET", or what [ContextWithOperationName] or
// [WithOperationName] say. The tags are those of the OpenTracing semantic
// conventions: span.kind, component, http.method, http.url (scheme, host and
// path: neither user info nor query, where secrets travel), http.status_code
// as a uint16, and error. A failed round trip has a log with event=error,
// error.kind, error.object and message.
//
// A span that is not sampled has no http.url, which nobody would see.
//
// # What the request keeps
//
// The caller's request, its header and its body are never changed. The base
// gets a copy, with the tracer's headers in it and the client span in its
// context. Tracing headers that are there already, because a proxy passes on
// what came in, are replaced by family: a Jaeger context replaces the stale
// Uber-Trace-Id together with every stale Uberctx- item. The families are
// Jaeger, W3C Trace Context, W3C Baggage, B3, and the headers of basictracer
// and mocktracer. Baggage that cannot travel as a header is left out.
//
// Nothing that a tracer or a callback does wrong, a panic included, fails a
// request.
package propagation
