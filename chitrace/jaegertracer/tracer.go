package jaegertracer

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
)

// New returns a tracer for the service, configured by the JAEGER_* variables and by the
// defaults of this package.
//
// If a value is invalid, New returns an error of one line that names the variable.
// With JAEGER_DISABLED the tracer is an [opentracing.NoopTracer], otherwise a
// [*jaeger.Tracer]. New sets no global tracer. It waits for a host name to be resolved,
// and at most a second for the first sampling strategies.
//
// Close sends the queued spans. It waits at most 10 seconds, and returns an error if
// spans are left then. That happens if a collector hangs: the client waits 5 seconds
// for each batch of up to 100 spans. Close may be called more than once.
func New(service string, opts ...Option) (tracer opentracing.Tracer, closer io.Closer, err error) {
	defer func() {
		if v := recover(); v != nil { // for example a panic of a metrics.Factory
			tracer, closer, err = nil, nil, fmt.Errorf("cannot make a tracer: %v", v)
		}
	}()
	s := newSettings(opts)
	cfg, err := s.configuration(service)
	if err != nil {
		return nil, nil, err
	}
	if cfg.Disabled {
		return opentracing.NoopTracer{}, io.NopCloser(nil), nil
	}
	tracer, closer, err = s.newTracer(cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a tracer of the JAEGER_* variables: %w", err)
	}
	return tracer, closer, nil
}

func (s *settings) newTracer(cfg *config.Configuration) (opentracing.Tracer, io.Closer, error) {
	log := &clientLog{log: s.log, last: map[string]time.Time{}}
	options := []config.Option{
		config.Metrics(s.metrics),
		config.Logger(log),
		// The client's own source of ids has one of 2^31 seeds, which is too few
		// for a fleet: two processes with the same seed share all ids.
		config.WithRandomNumber(rand.Uint64),
	}
	headers, err := s.headers(cfg)
	if err != nil {
		return nil, nil, err
	}
	if headers != nil {
		options = append(options,
			config.Injector(opentracing.HTTPHeaders, headers),
			config.Extractor(opentracing.HTTPHeaders, headers))
	}

	own := ownTransport()
	reporter, err := s.newReporter(cfg.Reporter, log, own)
	if err != nil {
		return nil, nil, err
	}
	options = append(options, config.Reporter(reporter))

	ctx, cancel := context.WithCancel(context.Background())
	endpoint, _ := url.Parse(cfg.Sampler.SamplingServerURL) // check has parsed it already
	remote := &strategies{ctx: ctx, endpoint: endpoint, client: http.Client{Transport: own, Timeout: fetchTimeout}, log: s.log}
	cfg.Sampler.Options = append([]jaeger.SamplerOption{
		jaeger.SamplerOptions.SamplingStrategyFetcher(remote),
		jaeger.SamplerOptions.SamplingStrategyParser(remote),
	}, cfg.Sampler.Options...)

	tracer, closer, err := cfg.NewTracer(options...)
	if err != nil {
		cancel()
		reporter.Close()
		return nil, nil, err
	}
	if sampler, ok := tracer.(*jaeger.Tracer).Sampler().(*jaeger.RemotelyControlledSampler); ok {
		remote.fetchFirst(sampler)
	}
	return tracer, newCloser(func() error {
		cancel()
		defer own.CloseIdleConnections()
		return closer.Close()
	}), nil
}

// closeTimeout is longer than the 5 seconds after which the client gives up a
// batch, so that one hanging request does not lose the spans behind it.
const closeTimeout = 10 * time.Second

type closerFunc func() error

func (f closerFunc) Close() error { return f() }

// newCloser returns a closer that calls flush once, and waits closeTimeout for it
// at most. flush goes on after that.
func newCloser(flush func() error) io.Closer {
	return closerFunc(sync.OnceValue(func() error {
		done := make(chan error, 1)
		go func() { done <- flush() }()
		select {
		case err := <-done:
			return err
		case <-time.After(closeTimeout):
			return fmt.Errorf("jaeger: spans are left after %v", closeTimeout)
		}
	}))
}
