package jaegertracer

import (
	"cmp"
	"net"
	"net/url"
	"os"
	"strconv"
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
	if err := checkVariables(); err != nil {
		return nil, err
	}
	cfg := &config.Configuration{
		ServiceName: service,
		Gen128Bit:   true,
		Sampler:     defaultSampler(),
		Reporter:    new(config.ReporterConfig),
	}
	if _, err := cfg.FromEnv(); err != nil {
		return nil, err
	}
	if samplingEndpoint() == "" {
		cfg.Sampler.SamplingServerURL = "" // the client uses the agent's, even with a collector
	}
	for _, f := range s.configure {
		f(cfg)
	}
	complete(cfg)
	return cfg, check(cfg)
}

func defaultSampler() *config.SamplerConfig {
	samplerType := os.Getenv(envSamplerType)
	if samplerType == "" && samplingEndpoint() != "" {
		samplerType = jaeger.SamplerTypeRemote
	}
	s := &config.SamplerConfig{Type: cmp.Or(samplerType, jaeger.SamplerTypeConst), Param: 1}
	if strings.EqualFold(samplerType, jaeger.SamplerTypeRemote) {
		s.Param = initialProbability
	}
	return s
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
	if r.CollectorEndpoint == "" {
		r.LocalAgentHostPort = cmp.Or(r.LocalAgentHostPort,
			net.JoinHostPort(jaeger.DefaultUDPSpanServerHost, strconv.Itoa(jaeger.DefaultUDPSpanServerPort)))
	}
	cfg.Sampler.SamplingServerURL = cmp.Or(cfg.Sampler.SamplingServerURL, samplingURL(r))
}

// samplingURL returns the URL of the strategies at the host that the spans go to.
func samplingURL(r *config.ReporterConfig) string {
	u := url.URL{Scheme: "http", Path: "/sampling"}
	host, _, _ := net.SplitHostPort(r.LocalAgentHostPort)
	if collector, err := url.Parse(r.CollectorEndpoint); err == nil && collector.Host != "" {
		u.Scheme, host = collector.Scheme, collector.Hostname()
	}
	u.Host = net.JoinHostPort(host, strconv.Itoa(jaeger.DefaultSamplingServerPort))
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
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "w3c":
			codecs = append(codecs, codec.W3C())
		case "jaeger":
			codecs = append(codecs, codec.Jaeger())
		case "b3":
			codecs = append(codecs, codec.B3())
		default:
			return nil, invalid(envPropagation, list, "a list of w3c, jaeger and b3")
		}
	}
	return codec.Composite(codecs...), nil
}
