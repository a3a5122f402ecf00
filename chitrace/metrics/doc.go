// Package metrics counts HTTP requests by route: rate, errors, duration and requests
// in flight. Middleware counts the requests to a chi server, NewTransport outgoing
// calls. The metrics go to any metrics.Factory of jaeger-lib. The factory of
// metrics/prometheus keeps exemplars, which link a number to a trace.
//
// # Metrics
//
// Prometheus adds _total to the names of counters.
//
//	http_server_requests                  counter
//	http_server_request_duration_seconds  timer
//	http_server_response_size_bytes       histogram of the bytes that the handler wrote
//	http_server_requests_in_flight        gauge
//	http_client_requests                  counter
//	http_client_request_duration_seconds  timer, up to the response's header
//	http_client_requests_in_flight        gauge, up to the response's header
//
// # Tags
//
// The gauges have no tags. All other metrics have these, and those of WithStatusCode
// and WithTag. Values are valid UTF-8.
//
//   - method, or "OTHER" if chi does not know it.
//   - route, on the server: the pattern that the request matched, such as
//     /v1/users/{userID}, or "unmatched". A 404 below a mounted router has the
//     pattern that it reached, such as /api/*. A 405 is "unmatched".
//   - host, on the client: the host and port of the URL, or "unknown" if it has
//     none. A host of more than 255 bytes is "other".
//   - status_class: the first final status that was sent, such as "2xx".
//
// # Status
//
// A panic, http.ErrAbortHandler and runtime.Goexit count as "5xx" if no status was
// sent before. Panics are not recovered. A connection that was hijacked without a
// status counts as "1xx", since most such connections are upgraded. A call without a
// response counts as "error".
//
// # Failures
//
// After the start, panics of a factory, a metric or a callback are recovered. A metric
// that the factory fails to make is not counted. The factory is called once for each
// series. Other requests that need the same series do not wait for it.
package metrics
