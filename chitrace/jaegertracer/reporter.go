package jaegertracer

import (
	"net/http"
	"time"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-client-go/transport"
	"github.com/uber/jaeger-client-go/utils"
)

// newReporter returns a reporter like [config.ReporterConfig.NewReporter], with other senders.
func (s *settings) newReporter(cfg *config.ReporterConfig, log jaeger.Logger, own *http.Transport) (jaeger.Reporter, error) {
	sender, err := s.newSender(cfg, log, own)
	if err != nil {
		return nil, err
	}
	counts := jaeger.NewMetrics(s.metrics, nil)
	if udp, ok := sender.(*udpSender); ok {
		udp.dropped.Counter = counts.ReporterDropped
		counts.ReporterDropped = &udp.dropped
	}
	reporter := jaeger.NewRemoteReporter(sender,
		jaeger.ReporterOptions.QueueSize(cfg.QueueSize),
		jaeger.ReporterOptions.BufferFlushInterval(cfg.BufferFlushInterval),
		jaeger.ReporterOptions.Logger(log),
		jaeger.ReporterOptions.Metrics(counts))
	if cfg.LogSpans {
		reporter = jaeger.NewCompositeReporter(jaeger.NewLoggingReporter(log), reporter)
	}
	return reporter, nil
}

func (s *settings) newSender(cfg *config.ReporterConfig, log jaeger.Logger, own *http.Transport) (jaeger.Transport, error) {
	if s.sender != nil {
		return s.sender, nil
	}
	if cfg.CollectorEndpoint != "" {
		options := []transport.HTTPOption{transport.HTTPHeaders(cfg.HTTPHeaders), transport.HTTPRoundTripper(own)}
		if cfg.User != "" && cfg.Password != "" {
			options = append(options, transport.HTTPBasicAuth(cfg.User, cfg.Password))
		}
		return transport.NewHTTPTransport(cfg.CollectorEndpoint, options...), nil
	}
	client, err := utils.NewAgentClientUDPWithParams(utils.AgentClientUDPParams{
		HostPort:                   cfg.LocalAgentHostPort,
		Logger:                     log,
		DisableAttemptReconnecting: cfg.DisableAttemptReconnecting,
		AttemptReconnectInterval:   cfg.AttemptReconnectInterval,
	})
	return &udpSender{client: client}, err
}

// ownTransport returns a transport that is not instrumented, so that sending spans makes no
// spans: a copy of [http.DefaultTransport], or one with Go's defaults if that has another type.
func ownTransport() *http.Transport {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t.Clone()
	}
	return &http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: 90 * time.Second}
}
