// Package metrics counts HTTP requests by route: rate, errors, duration and how
// many are in flight. Middleware does it for a chi server, NewTransport for
// outgoing calls. The metrics go to any metrics.Factory of jaeger-lib; the one of
// metrics/prometheus keeps exemplars, which lead from a number to a trace.
//
// # Metrics
//
// The factory is given these names. Prometheus adds _total to counters.
//
//	http_server_requests                  counter
//	http_server_request_duration_seconds  timer
//	http_server_response_size_bytes       histogram of the bytes that the handler wrote
//	http_server_requests_in_flight        gauge
//	http_client_requests                  counter
//	http_client_request_duration_seconds  timer, up to the response's header
//	http_client_requests_in_flight        gauge, up to the response's header
//
// A timer has the buckets of WithBuckets, the size those of WithSizeBuckets.
//
// # Tags
//
// The gauges have no tags. All other metrics have the same three:
//
//   - method, or "OTHER" if chi does not know it.
//   - route, on the server: the pattern that the request matched, such as
//     /v1/users/{userID}, or "unmatched". A 404 below a mounted router has the
//     pattern that it reached, such as /api/*. A 405 is "unmatched".
//   - host, on the client: the host and port of the URL, or "unknown" if it has
//     none. A host of more than 255 bytes is "other".
//   - status_class: the first final status that was sent, such as "2xx".
//
// WithStatusCode and WithTag add tags. SetTag sets the value of one from a
// handler.
//
// Tag values are valid UTF-8. WithMaxRoutes limits the number of routes, hosts
// and series, and each tag of WithTag has up to 100 values. Peers choose hosts by
// redirects; WithHosts names those that count.
//
// # Status
//
// A panic, http.ErrAbortHandler and runtime.Goexit count as "5xx" if no status
// was sent before; a panic goes on with the same value. A connection that was
// hijacked without a status counts as "1xx", as most are upgraded. A call without
// a response counts as "error".
//
// # Failures
//
// Middleware and NewTransport panic if the factory refuses the first metric.
// After that, a factory, a metric or a callback that panics breaks no request,
// and WithErrorHandler hears of it. A metric that the factory did not make counts
// nowhere. The factory is called once for each series, without a lock held.
// Requests that need the same series meanwhile do not wait.
package metrics
