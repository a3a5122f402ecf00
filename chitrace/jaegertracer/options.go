package jaegertracer

import (
	"cmp"
	"log/slog"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// Option configures New.
type Option interface{ apply(*settings) }

type optionFunc func(*settings)

func (f optionFunc) apply(s *settings) { f(s) }

// settings holds the options.
type settings struct {
	configure []func(*config.Configuration)
	codec     codec.Codec
	metrics   metrics.Factory
	log       *slog.Logger
	sender    jaeger.Transport
}

func newSettings(opts []Option) *settings {
	s := new(settings)
	for _, o := range opts {
		if o != nil {
			o.apply(s)
		}
	}
	s.log = cmp.Or(s.log, slog.Default())
	if s.metrics == nil {
		s.metrics = metrics.NullFactory
	}
	return s
}

// WithConfig calls f to change the configuration, after the JAEGER_* variables are
// read. Sampler and Reporter are not nil, and have the defaults of this package. If f
// sets Headers, they are used in place of the default codec.
//
// Default: no change. A nil f is ignored. Several are called in order.
func WithConfig(f func(*config.Configuration)) Option {
	return optionFunc(func(s *settings) {
		if f != nil {
			s.configure = append(s.configure, f)
		}
	})
}

// WithCodec sets the formats of HTTP headers that the tracer reads and writes.
//
// Default, also if c is nil: those of JAEGER_PROPAGATION, or else W3C and Jaeger.
// The last one counts.
func WithCodec(c codec.Codec) Option {
	return optionFunc(func(s *settings) { s.codec = c })
}

// WithMetrics sets the factory of the client's own metrics:
// jaeger_tracer_reporter_spans by result (ok, err, dropped),
// jaeger_tracer_reporter_queue_length, jaeger_tracer_sampler_updates and others. With
// a factory of Prometheus, the names of counters end in _total.
//
// Default, also if factory is nil: no metrics. The last one counts.
func WithMetrics(factory metrics.Factory) Option {
	return optionFunc(func(s *settings) { s.metrics = factory })
}

// WithLogger sets the logger of the client's errors: spans that cannot be sent,
// strategies that cannot be fetched. For zap use
// slog.New(zapslog.NewHandler(logger.Core())), of go.uber.org/zap/exp/zapslog.
//
// Default, also if l is nil: [slog.Default] at the time of the call to New. The last
// one counts.
func WithLogger(l *slog.Logger) Option {
	return optionFunc(func(s *settings) { s.log = l })
}

// WithSender sends spans to sender in place of JAEGER_ENDPOINT or the agent. The queue,
// its flush interval, the metrics and the log of errors stay the same. Package
// opentelemetry has a sender for OpenTelemetry's exporters. jaeger-client-go has
// others, such as one for HTTP with a transport of your own:
//
//	transport.NewHTTPTransport(endpoint, transport.HTTPRoundTripper(yours))
//
// The tracer's closer closes sender. Give each tracer its own sender.
//
// Default, also if sender is nil: JAEGER_ENDPOINT, or else the agent. The last one
// counts.
func WithSender(sender jaeger.Transport) Option {
	return optionFunc(func(s *settings) { s.sender = sender })
}
