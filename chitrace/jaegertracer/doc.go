// Package jaegertracer makes a Jaeger tracer that is ready for production in one
// line:
//
//	tracer, closer, err := jaegertracer.New("orders")
//
// # Configuration
//
// New reads every JAEGER_* variable of jaeger-client-go, see
// [config.Configuration.FromEnv], and JAEGER_PROPAGATION of the other Jaeger
// clients: a list of w3c, jaeger and b3. Variables that are not set, or empty,
// have defaults:
//
//	JAEGER_SERVICE_NAME             the argument of New
//	JAEGER_SAMPLER_TYPE             const; remote if JAEGER_SAMPLING_ENDPOINT is set
//	JAEGER_SAMPLER_PARAM            1; for remote 0.001, until there are strategies
//	JAEGER_SAMPLING_ENDPOINT        port 5778, path /sampling at the host that the spans go to
//	JAEGER_REPORTER_MAX_QUEUE_SIZE  5000 spans
//	JAEGER_TRACEID_128BIT           true
//	JAEGER_PROPAGATION              w3c,jaeger
//
// The defaults of the others are the client's. Without JAEGER_ENDPOINT, spans go
// to localhost:6831 by UDP. [WithSender] sends them elsewhere, for example to
// OpenTelemetry's collector in OTLP.
//
// The tracer's own HTTP requests use a copy of [http.DefaultTransport], or Go's defaults if
// that is no [*http.Transport], so that sending spans makes no spans.
//
// # Headers
//
// Headers are read in the order of JAEGER_PROPAGATION. The first format with valid ids
// names the parent. By default W3C comes first, since proxies and gateways on the way
// update W3C's headers and pass an uber-trace-id on unchanged. An outgoing request has
// the headers of all formats. A jaeger-debug-id counts only if no header has ids.
//
// # Remote sampling
//
// With JAEGER_SAMPLER_TYPE=remote, New fetches the strategies of Jaeger v1 or v2. If that
// fails, the tracer tries again after 1, 2, 4, … seconds until it has strategies. From
// then on it fetches them every JAEGER_SAMPLER_REFRESH_INTERVAL. Requests are sampled as
// before while fetching fails. The first failure is logged at level ERROR, the next
// success at level INFO.
//
// # Logging
//
// The client logs to [slog], at most one error of each kind in 10 seconds, without the
// user info and the queries of URLs. Nothing is printed, and no global tracer is set.
package jaegertracer
