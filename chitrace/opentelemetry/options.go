package opentelemetry

import "go.opentelemetry.io/otel/sdk/resource"

// Option configures NewSender.
type Option interface{ apply(*config) }

type optionFunc func(*config)

func (f optionFunc) apply(c *config) { f(c) }

// config holds what the options say.
type config struct {
	resources   []*resource.Resource
	conventions bool
}

// WithResource adds the attributes of r to those of the process: the service's
// name, the tracer's tags and those of JAEGER_TAGS. Where both have an attribute,
// r has the last word, but for a service.name that the SDK has made up
// (unknown_service).
//
// Default, and if r is nil: no more attributes. Repeated, all are added, and of
// one attribute the last value counts.
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
//	http.method                     http.request.method; of an unknown one _OTHER, and http.request.method_original
//	http.status_code                http.response.status_code
//	http.response_size              http.response.body.size
//	http.url of a client            url.full, server.address, server.port
//	http.url of others              url.scheme, url.path, server.address, server.port
//	http.request.header.user-agent  user_agent.original
//	http.request.header.<name>      the same, as a list
//	http.response.header.<name>     the same, as a list
//	an error                        error.type: the error's type, or else the status code
//	a log with event=error          an event exception with exception.type, .message and .stacktrace
//
// Other tags and logs stay as they are. A span without span.kind is of kind
// internal. See https://opentelemetry.io/docs/specs/semconv/http/http-spans/.
//
// Default: tags and logs keep their names.
func WithSemanticConventions() Option {
	return optionFunc(func(c *config) { c.conventions = true })
}
