package service

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
)

// tracerConfig reads the JAEGER_* variables.
//
// Without JAEGER_SAMPLER_TYPE every trace is sampled. The client's own default
// takes one in a thousand, and a demo would look broken.
func tracerConfig(serviceName string) (cfg *config.Configuration, err error) {
	defer func() {
		if recover() != nil { // The client does so on tags that it cannot split.
			err = fmt.Errorf("invalid value %q for variable JAEGER_TAGS: want key=value,key=value", os.Getenv("JAEGER_TAGS"))
		}
	}()
	cfg = &config.Configuration{ServiceName: serviceName}
	if os.Getenv("JAEGER_SAMPLER_TYPE") == "" {
		cfg.Sampler = &config.SamplerConfig{Type: jaeger.SamplerTypeConst, Param: 1}
	}
	return cfg.FromEnv()
}

// newTracer counts the client's own metrics, such as the reporter's queue and
// the spans it dropped, in env.Metrics.
func newTracer(cfg *config.Configuration, env Env) (tracer opentracing.Tracer, closer io.Closer, err error) {
	const problem = "cannot make a tracer of the JAEGER_* variables"
	defer func() {
		if v := recover(); v != nil { // For instance on a queue of any size.
			err = fmt.Errorf("%s: %v", problem, v)
		}
	}()
	cfg.Sampler.Options = samplerOptions(env)
	tracer, closer, err = cfg.NewTracer(
		config.Metrics(env.Metrics),
		config.Logger(jaegerLogger{env.Log}),
	)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", problem, err)
	}
	return tracer, closer, nil
}

// jaegerLogger lets the Jaeger client log to slog.
type jaegerLogger struct{ log *slog.Logger }

func (l jaegerLogger) Error(msg string) { l.log.Error("jaeger: " + msg) }

func (l jaegerLogger) Infof(format string, args ...any) {
	l.log.Info("jaeger: " + fmt.Sprintf(format, args...))
}

func (l jaegerLogger) Debugf(format string, args ...any) {
	l.log.Debug("jaeger: " + fmt.Sprintf(format, args...))
}
