// Package metrics counts HTTP requests by route: rate, errors, duration and how
// many are in flight. Middleware does it for a chi server, NewTransport for
// outgoing calls. The metrics go to any metrics.Factory of jaeger-lib, such as
// its Prometheus one.
//
// # Metrics
//
// With the names that the factory is given; Prometheus adds _total to counters.
//
//	http_server_requests                  counter
//	http_server_request_duration_seconds  timer
//	http_server_response_size_bytes       histogram, of the bytes that the handler wrote
//	http_server_requests_in_flight        gauge
//	http_client_requests                  counter
//	http_client_request_duration_seconds  timer, up to the response's header
//	http_client_requests_in_flight        gauge, up to the response's header
//
// # Tags
//
// The gauges have no tags. All other metrics have the same three:
//
//   - method, or "OTHER" for one that chi does not know.
//   - route, on the server: the pattern that the request matched, such as
//     /v1/users/{userID}, or "unmatched". A 404 or 405 below a mounted router
//     has the pattern that it reached, such as /api/*.
//   - host, on the client: the host and port of the URL.
//   - status_class: the first final status that was sent, such as "2xx".
//
// What a client of the server chooses never becomes a tag as it is, so the number
// of series is bounded by the program, and by WithMaxRoutes.
//
// # Status
//
// A panic, http.ErrAbortHandler and runtime.Goexit count as "5xx" if no status
// was sent before, and a panic goes on as it came. A connection that was hijacked
// without a status counts as "1xx": almost always it was upgraded. A call without
// a response counts as "error".
//
// # Failures
//
// A factory or a metric that panics breaks no request. A metric that the factory
// did not make, by a panic or by returning nil, counts nowhere. The factory is
// called once for each series, without a lock held, and requests that need the
// same series meanwhile do not wait.
package metrics
