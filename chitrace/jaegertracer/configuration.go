package jaegertracer

import (
	"cmp"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// Variables that are named more than once.
const (
	envSamplerType      = "JAEGER_SAMPLER_TYPE"
	envSamplingEndpoint = "JAEGER_SAMPLING_ENDPOINT"
	envSamplingManager  = "JAEGER_SAMPLER_MANAGER_HOST_PORT" // deprecated
	envPropagation      = "JAEGER_PROPAGATION"
)

const (
	defaultQueueSize = 5000
	// initialProbability is the probability of a remote sampler until it has
	// strategies. It is low, since all services may lack them at once.
	initialProbability = 0.001
)

// configuration returns the configuration by the variables, changed by WithConfig.
func (s *settings) configuration(service string) (*config.Configuration, error) {
	cfg := &config.Configuration{
		ServiceName: service,
		Gen128Bit:   true,
		Sampler:     defaultSampler(),
		Reporter:    new(config.ReporterConfig),
	}
	if err := fromEnv(cfg); err != nil {
		return nil, err
	}
	if samplingEndpoint() == "" {
		cfg.Sampler.SamplingServerURL = "" // the client uses the agent's, even with a collector
	}
	for _, f := range s.configure {
		f(cfg)
	}
	if cfg.Disabled {
		return cfg, nil
	}
	complete(cfg)
	return cfg, check(cfg)
}

// fromEnv sets what the variables set.
func fromEnv(cfg *config.Configuration) (err error) {
	// The client's error would show the password of an invalid URL.
	if err := checkEndpoint(os.Getenv("JAEGER_ENDPOINT")); err != nil {
		return err
	}
	defer func() {
		if recover() != nil { // The client takes invalid tags apart without looking.
			err = invalid("JAEGER_TAGS", os.Getenv("JAEGER_TAGS"), "key=value,key=${variable:default}")
		}
	}()
	_, err = cfg.FromEnv()
	return err
}

func defaultSampler() *config.SamplerConfig {
	samplerType := os.Getenv(envSamplerType)
	if samplerType == "" && samplingEndpoint() != "" || strings.EqualFold(samplerType, jaeger.SamplerTypeRemote) {
		return &config.SamplerConfig{Type: jaeger.SamplerTypeRemote, Param: initialProbability}
	}
	return &config.SamplerConfig{Type: cmp.Or(samplerType, jaeger.SamplerTypeConst), Param: 1}
}

func samplingEndpoint() string {
	return cmp.Or(os.Getenv(envSamplingEndpoint), os.Getenv(envSamplingManager))
}

// complete sets the defaults of settings that neither the variables nor WithConfig set.
func complete(cfg *config.Configuration) {
	if cfg.Sampler == nil {
		cfg.Sampler = defaultSampler()
	}
	if cfg.Reporter == nil {
		cfg.Reporter = new(config.ReporterConfig)
	}
	r := cfg.Reporter
	r.QueueSize = cmp.Or(r.QueueSize, defaultQueueSize)
	r.LocalAgentHostPort = cmp.Or(r.LocalAgentHostPort, "localhost:6831")
	cfg.Sampler.SamplingServerURL = cmp.Or(cfg.Sampler.SamplingServerURL, samplingURL(r))
}

// samplingURL returns the URL of the strategies at the host that the spans go to.
func samplingURL(r *config.ReporterConfig) string {
	u := url.URL{Scheme: "http", Path: "/sampling"}
	host, _, _ := net.SplitHostPort(r.LocalAgentHostPort)
	if collector, err := url.Parse(r.CollectorEndpoint); err == nil && collector.Host != "" {
		u.Scheme, host = collector.Scheme, collector.Hostname()
	}
	u.Host = net.JoinHostPort(host, "5778")
	return u.String()
}

// headers returns the codec for HTTP headers. It returns nil if the configuration sets
// header names, which only the client's own codec uses.
func (s *settings) headers(cfg *config.Configuration) (codec.Codec, error) {
	if s.codec != nil {
		return s.codec, nil
	}
	if cfg.Headers != nil {
		return nil, nil
	}
	list := cmp.Or(os.Getenv(envPropagation), "w3c,jaeger")
	var codecs []codec.Codec
	for _, name := range strings.Split(list, ",") {
		newCodec, ok := formats[strings.ToLower(strings.TrimSpace(name))]
		if !ok {
			return nil, invalid(envPropagation, list, "a list of w3c, jaeger and b3")
		}
		codecs = append(codecs, newCodec())
	}
	return codec.Composite(codecs...), nil
}

var formats = map[string]func() codec.Codec{"w3c": codec.W3C, "jaeger": codec.Jaeger, "b3": codec.B3}
