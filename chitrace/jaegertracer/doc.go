// Package jaegertracer makes a Jaeger tracer that is ready for production in one
// line:
//
//	tracer, closer, err := jaegertracer.New("orders")
//
// # Configuration
//
// Every JAEGER_* variable of jaeger-client-go counts, see
// [config.Configuration.FromEnv], and so does JAEGER_PROPAGATION of the other
// Jaeger clients: a list of w3c, jaeger and b3. A variable that is not set, or
// empty, has a default:
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
// to localhost:6831 by UDP.
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
// What the client has to say goes to [slog], with the level it gives it; of errors
// of one kind, such as spans that cannot be sent, one in 10 seconds. Nothing is
// printed, and no global tracer is set.
package jaegertracer
