package jaegertracer

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
)

// maxQueueSize bounds the memory of an empty queue to 240 MB.
const maxQueueSize = 10_000_000

func invalid(variable string, value any, want string) error {
	return fmt.Errorf("invalid value %q for variable %s: want %s", fmt.Sprint(value), variable, want)
}

// checkVariables returns an error for values on which config.FromEnv panics, and
// for URLs whose passwords its errors would show.
func checkVariables() error {
	if tags := os.Getenv("JAEGER_TAGS"); tags != "" {
		for _, tag := range strings.Split(tags, ",") {
			if !isTag(tag) {
				return invalid("JAEGER_TAGS", tags, "key=value,key=${variable:default}")
			}
		}
	}
	return cmp.Or(
		checkEndpoint(os.Getenv("JAEGER_ENDPOINT")),
		checkSamplingEndpoint(envSamplingEndpoint, os.Getenv(envSamplingEndpoint)),
		checkSamplingEndpoint(envSamplingManager, os.Getenv(envSamplingManager)),
	)
}

func isTag(s string) bool {
	key, value, ok := strings.Cut(s, "=")
	variable, isVariable := strings.CutPrefix(strings.TrimSpace(value), "${")
	isVariable = isVariable && strings.HasSuffix(variable, "}")
	return ok && strings.TrimSpace(key) != "" && (!isVariable || strings.Contains(variable, ":"))
}

// check returns an error for values that the client accepts, but with which it panics,
// hangs or uses another value.
func check(cfg *config.Configuration) error {
	if cfg.Disabled {
		return nil
	}
	if cfg.ServiceName == "" {
		return errors.New("no service name, and none in the variable JAEGER_SERVICE_NAME")
	}
	return cmp.Or(checkReporter(cfg.Reporter), checkSampler(cfg.Sampler))
}

func checkSampler(s *config.SamplerConfig) error {
	var valid bool
	var want string
	switch p := s.Param; strings.ToLower(s.Type) {
	case jaeger.SamplerTypeConst:
		valid, want = p == 0 || p == 1, "0 or 1 for a const sampler"
	case jaeger.SamplerTypeRateLimiting:
		valid, want = p >= 0 && !math.IsInf(p, 1), "the traces per second of a ratelimiting sampler"
	case jaeger.SamplerTypeProbabilistic, jaeger.SamplerTypeRemote, "":
		valid, want = p >= 0 && p <= 1, "a probability from 0 to 1"
	default:
		return invalid(envSamplerType, s.Type, "const, probabilistic, ratelimiting or remote")
	}
	switch {
	case !valid:
		return invalid("JAEGER_SAMPLER_PARAM", s.Param, want)
	case s.MaxOperations < 0:
		return invalid("JAEGER_SAMPLER_MAX_OPERATIONS", s.MaxOperations, "a positive number")
	case s.SamplingRefreshInterval < 0:
		return invalid("JAEGER_SAMPLER_REFRESH_INTERVAL", s.SamplingRefreshInterval, "a positive duration")
	}
	return checkSamplingEndpoint(envSamplingEndpoint, s.SamplingServerURL)
}

func checkReporter(r *config.ReporterConfig) error {
	switch {
	case r.QueueSize < 0 || r.QueueSize > maxQueueSize:
		return invalid("JAEGER_REPORTER_MAX_QUEUE_SIZE", r.QueueSize, "1 to "+strconv.Itoa(maxQueueSize)+" spans")
	case r.BufferFlushInterval < 0:
		return invalid("JAEGER_REPORTER_FLUSH_INTERVAL", r.BufferFlushInterval, "a positive duration")
	case r.AttemptReconnectInterval < 0:
		return invalid("JAEGER_REPORTER_ATTEMPT_RECONNECT_INTERVAL", r.AttemptReconnectInterval, "a positive duration")
	case r.CollectorEndpoint != "":
		return checkEndpoint(r.CollectorEndpoint)
	}
	host, port, err := net.SplitHostPort(r.LocalAgentHostPort)
	if err != nil || host == "" {
		return invalid("JAEGER_AGENT_HOST", r.LocalAgentHostPort, "a host name or an address, one of IPv6 in brackets")
	}
	if !isPort(port) {
		return invalid("JAEGER_AGENT_PORT", port, "a port")
	}
	return nil
}

// checkEndpoint checks the URL of a collector. Without a path, a collector answers
// 404.
func checkEndpoint(value string) error {
	return checkURL("JAEGER_ENDPOINT", value, "http://host:14268/api/traces", true)
}

func checkSamplingEndpoint(variable, value string) error {
	return checkURL(variable, value, "http://host:5778/sampling", false)
}

// checkURL returns an error unless value is empty or an absolute http URL. Its
// error shows no password, which may stand anywhere in a URL that is not escaped
// as it should be.
func checkURL(variable, value, example string, withPath bool) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || strings.Contains(u.Path+u.Fragment, "@"):
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Port() != "" && !isPort(u.Port()):
	case withPath && strings.Trim(u.Path, "/") == "":
	default:
		return nil
	}
	if withPath {
		example += ", with a path"
	}
	if strings.ContainsAny(value, "@?#") {
		return fmt.Errorf("invalid URL for variable %s: want one such as %s", variable, example)
	}
	return invalid(variable, value, "a URL such as "+example)
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}
