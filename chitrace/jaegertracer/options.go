package jaegertracer

import (
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

// settings holds what the options say.
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
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.metrics == nil {
		s.metrics = metrics.NullFactory
	}
	return s
}

// WithConfig has f change the configuration after the JAEGER_* variables were
// read. Its Sampler and Reporter are not nil, and have the defaults of this
// package. Where f sets Headers, they are used in place of the default codec.
//
// Default: no change. A nil f is ignored. Repeated, each f is called, in order.
func WithConfig(f func(*config.Configuration)) Option {
	return optionFunc(func(s *settings) {
		if f != nil {
			s.configure = append(s.configure, f)
		}
	})
}

// WithCodec sets the formats of HTTP headers that the tracer reads and writes.
//
// Default, and if c is nil: those of JAEGER_PROPAGATION, or else W3C and Jaeger.
// The last one counts.
func WithCodec(c codec.Codec) Option {
	return optionFunc(func(s *settings) { s.codec = c })
}

// WithMetrics has the client count into factory: jaeger_tracer_reporter_spans by
// result (ok, err, dropped), jaeger_tracer_reporter_queue_length,
// jaeger_tracer_sampler_updates and more. With a factory of Prometheus, the names
// of counters end in _total.
//
// Default, and if factory is nil: nothing is counted. The last one counts.
func WithMetrics(factory metrics.Factory) Option {
	return optionFunc(func(s *settings) { s.metrics = factory })
}

// WithLogger sets where errors of the client go: spans that cannot be sent,
// strategies that cannot be fetched. For zap that is
// slog.New(zapslog.NewHandler(logger.Core())), of go.uber.org/zap/exp/zapslog.
//
// Default, and if l is nil: [slog.Default] at the time of the call to New. The
// last one counts.
func WithLogger(l *slog.Logger) Option {
	return optionFunc(func(s *settings) { s.log = l })
}

// WithSender has spans go to sender rather than to JAEGER_ENDPOINT or the agent.
// The queue, its flush interval, the metrics and the log of errors are the same.
// Package opentelemetry has a sender for OpenTelemetry's exporters, jaeger-client-go
// others: an HTTP one with a transport of your own is
//
//	transport.NewHTTPTransport(endpoint, transport.HTTPRoundTripper(yours))
//
// The tracer's closer closes sender. Give each tracer a sender of its own.
//
// Default, and if sender is nil: JAEGER_ENDPOINT, or else the agent. The last one
// counts.
func WithSender(sender jaeger.Transport) Option {
	return optionFunc(func(s *settings) { s.sender = sender })
}
