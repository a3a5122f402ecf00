package jaegertracer

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
)

const (
	// maxQueueSize bounds the memory of an empty queue to 240 MB.
	maxQueueSize = 10_000_000
	// hidden stands for a URL in an error: a password that is not escaped may be anywhere
	// in it.
	hidden = "(hidden)"
)

// maxParam has the types of samplers, and the maximum of their parameter.
var maxParam = map[string]float64{
	"":                              1, // remote
	jaeger.SamplerTypeConst:         1,
	jaeger.SamplerTypeProbabilistic: 1,
	jaeger.SamplerTypeRemote:        1,
	jaeger.SamplerTypeRateLimiting:  math.MaxFloat64,
}

func invalid(variable string, value any, want string) error {
	return fmt.Errorf("invalid value %q for variable %s: want %s", fmt.Sprint(value), variable, want)
}

// check returns an error for values that the client accepts, but with which it panics,
// hangs or uses another value.
func check(cfg *config.Configuration) error {
	r, s := cfg.Reporter, cfg.Sampler
	samplerType, p := strings.ToLower(s.Type), s.Param
	limit, isSampler := maxParam[samplerType]
	host, port, err := net.SplitHostPort(r.LocalAgentHostPort)
	portNumber, portErr := strconv.ParseUint(port, 10, 16)
	isAgent := r.CollectorEndpoint != "" || err == nil && host != "" && portErr == nil && portNumber > 0
	for _, c := range []struct {
		valid    bool
		variable string
		value    any
		want     string
	}{
		{cfg.ServiceName != "", "JAEGER_SERVICE_NAME", "", "a name, since New was called without one"},
		{r.QueueSize >= 0 && r.QueueSize <= maxQueueSize, "JAEGER_REPORTER_MAX_QUEUE_SIZE", r.QueueSize, "1 to 10000000 spans"},
		{r.BufferFlushInterval >= 0, "JAEGER_REPORTER_FLUSH_INTERVAL", r.BufferFlushInterval, "a positive duration"},
		{r.AttemptReconnectInterval >= 0, "JAEGER_REPORTER_ATTEMPT_RECONNECT_INTERVAL", r.AttemptReconnectInterval, "a positive duration"},
		{isAgent, "JAEGER_AGENT_HOST or JAEGER_AGENT_PORT", r.LocalAgentHostPort, "host and port, an address of IPv6 in brackets"},
		{isSampler, envSamplerType, s.Type, "const, probabilistic, ratelimiting or remote"},
		{
			p >= 0 && p <= limit && (samplerType != jaeger.SamplerTypeConst || p == math.Trunc(p)), "JAEGER_SAMPLER_PARAM", p,
			"0 or 1 for a const sampler, traces per second for ratelimiting, otherwise a probability from 0 to 1",
		},
		{s.MaxOperations >= 0, "JAEGER_SAMPLER_MAX_OPERATIONS", s.MaxOperations, "a positive number"},
		{s.SamplingRefreshInterval >= 0, "JAEGER_SAMPLER_REFRESH_INTERVAL", s.SamplingRefreshInterval, "a positive duration"},
		{isURL(s.SamplingServerURL), envSamplingEndpoint + " or " + envSamplingManager, hidden, "a URL such as http://host:5778/sampling"},
	} {
		if !c.valid {
			return invalid(c.variable, c.value, c.want)
		}
	}
	return checkEndpoint(r.CollectorEndpoint)
}

// checkEndpoint checks the URL of a collector. Without a path, a collector answers 404.
func checkEndpoint(value string) error {
	u, err := url.Parse(value)
	if value == "" || err == nil && isURL(value) && strings.Trim(u.Path, "/") != "" {
		return nil
	}
	return invalid("JAEGER_ENDPOINT", hidden, "a URL such as http://host:14268/api/traces, with a path")
}

// isURL reports whether value is an absolute http URL. It may have no @ behind the host,
// which a password that is not escaped would bring there.
func isURL(value string) bool {
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		!strings.Contains(u.Path+u.RawQuery+u.Fragment, "@")
}
