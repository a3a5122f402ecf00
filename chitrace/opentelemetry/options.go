package opentelemetry

import "go.opentelemetry.io/otel/sdk/resource"

// Option configures NewSender.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// config holds the options.
type config struct {
	resources   []*resource.Resource
	conventions bool
}

// WithResource adds the attributes of r to those of the process: the service's name,
// the tracer's tags and those of JAEGER_TAGS. If both have an attribute, the value in r
// is used. The SDK's default service.name, which begins with unknown_service, is ignored.
//
// Default, also if r is nil: no further attributes. Several options add up. If they have
// the same attribute, the last value is used.
func WithResource(r *resource.Resource) Option {
	return optionFunc(func(c *config) {
		if r != nil {
			c.resources = append(c.resources, r)
		}
	})
}

// WithSemanticConventions renames attributes and events to those of
// OpenTelemetry's stable semantic conventions for HTTP and for exceptions:
//
//	http.method                     http.request.method; for an unknown method _OTHER, and http.request.method_original
//	http.status_code                http.response.status_code
//	http.response_size              http.response.body.size
//	http.url of a client            url.full, server.address, server.port
//	http.url of others              url.scheme, url.path, server.address, server.port
//	http.request.header.user-agent  user_agent.original
//	http.request.header.<name>      the same, as a list
//	http.response.header.<name>     the same, as a list
//	error                           error.type: the error's type, or else the status code, or else _OTHER
//	a log with event=error          an event exception with exception.type, .message and .stacktrace
//
// Other tags and logs stay unchanged. A span without span.kind is of kind internal. See
// https://opentelemetry.io/docs/specs/semconv/http/http-spans/.
//
// Default: tags and logs keep their names.
func WithSemanticConventions() Option {
	return optionFunc(func(c *config) { c.conventions = true })
}
