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
//	JAEGER_SERVICE_NAME             what New is given
//	JAEGER_SAMPLER_TYPE             const; remote if JAEGER_SAMPLING_ENDPOINT is set
//	JAEGER_SAMPLER_PARAM            1; for remote 0.001, until there are strategies
//	JAEGER_SAMPLING_ENDPOINT        port 5778, path /sampling at the host that gets the spans
//	JAEGER_REPORTER_MAX_QUEUE_SIZE  5000 spans
//	JAEGER_TRACEID_128BIT           true
//	JAEGER_PROPAGATION              w3c,jaeger
//
// The defaults of the others are the client's. Without JAEGER_ENDPOINT, spans go
// to localhost:6831 by UDP. [WithSender] sends them elsewhere, for example to
// OpenTelemetry's collector in OTLP.
//
// The HTTP requests of New's tracer use a copy of [http.DefaultTransport]. If that
// is not an [*http.Transport], for example because it is instrumented, they use a
// transport with Go's defaults. So no span is made for sending spans.
//
// # Headers
//
// A request is read in the order of JAEGER_PROPAGATION, and the first header with
// valid ids is the parent. By default that is W3C's, which proxies and gateways on
// the way keep up to date; they pass an uber-trace-id on as it came. An outgoing
// request has the headers of all formats. A jaeger-debug-id counts where no
// header has ids, as it always does, and where there is no W3C baggage.
//
// # Remote sampling
//
// With JAEGER_SAMPLER_TYPE=remote, New fetches the strategies before it returns,
// and waits at most a second for them. If that fails, it tries again after 1, 2,
// 4, … seconds until there are some. From then on they are fetched anew every
// JAEGER_SAMPLER_REFRESH_INTERVAL. A failure is logged once, at level ERROR, and
// its end once, at level INFO; in between requests are sampled as before.
//
// # Logging
//
// The client logs to [slog]. Of errors of one kind, such as spans that cannot be
// sent, it logs one in 10 seconds. No user info and no query of an endpoint is
// logged. Nothing is printed, and no global tracer is set.
package jaegertracer
