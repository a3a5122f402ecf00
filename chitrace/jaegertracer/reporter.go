package jaegertracer

import (
	"net/http"
	"net/url"
	"time"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-client-go/transport"
	"github.com/uber/jaeger-client-go/utils"
)

// newReporter returns a reporter like [config.ReporterConfig.NewReporter], with the sender
// of WithSender, or for HTTP with that of newHTTPSender.
func (s *settings) newReporter(cfg *config.ReporterConfig, log jaeger.Logger) (jaeger.Reporter, error) {
	sender, err := s.newSender(cfg, log)
	if err != nil {
		return nil, err
	}
	reporter := jaeger.NewRemoteReporter(sender,
		jaeger.ReporterOptions.QueueSize(cfg.QueueSize),
		jaeger.ReporterOptions.BufferFlushInterval(cfg.BufferFlushInterval),
		jaeger.ReporterOptions.Logger(log),
		jaeger.ReporterOptions.Metrics(jaeger.NewMetrics(s.metrics, nil)))
	if cfg.LogSpans {
		reporter = jaeger.NewCompositeReporter(jaeger.NewLoggingReporter(log), reporter)
	}
	return reporter, nil
}

func (s *settings) newSender(cfg *config.ReporterConfig, log jaeger.Logger) (jaeger.Transport, error) {
	switch {
	case s.sender != nil:
		return s.sender, nil
	case cfg.CollectorEndpoint != "":
		return newHTTPSender(cfg), nil
	}
	client, err := utils.NewAgentClientUDPWithParams(utils.AgentClientUDPParams{
		HostPort:                   cfg.LocalAgentHostPort,
		Logger:                     log,
		DisableAttemptReconnecting: cfg.DisableAttemptReconnecting,
		AttemptReconnectInterval:   cfg.AttemptReconnectInterval,
	})
	return &udpSender{client: client}, err
}

// httpSender is the client's sender by HTTP. It closes idle connections at the end.
type httpSender struct {
	*transport.HTTPTransport
	closeIdle func()
}

// newHTTPSender returns a sender with its own HTTP transport. With an instrumented
// [http.DefaultTransport], each batch of spans would make a span.
func newHTTPSender(cfg *config.ReporterConfig) httpSender {
	own := ownTransport()
	options := []transport.HTTPOption{transport.HTTPHeaders(cfg.HTTPHeaders), transport.HTTPRoundTripper(own)}
	if cfg.User != "" && cfg.Password != "" {
		options = append(options, transport.HTTPBasicAuth(cfg.User, cfg.Password))
	}
	return httpSender{transport.NewHTTPTransport(cfg.CollectorEndpoint, options...), own.CloseIdleConnections}
}

// Close implements [io.Closer].
func (s httpSender) Close() error {
	s.closeIdle()
	return nil
}

// ownTransport returns a transport that is not instrumented: a copy of
// [http.DefaultTransport], or a transport with Go's defaults if that has another type.
func ownTransport() *http.Transport {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t.Clone()
	}
	return &http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: 90 * time.Second}
}

// location returns u without user info, query and fragment.
func location(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
