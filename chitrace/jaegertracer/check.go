package jaegertracer

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
)

// maxQueueSize bounds what the queue takes while it is empty, to 240 MB.
const maxQueueSize = 10_000_000

func invalid(variable string, value any, want string) error {
	return fmt.Errorf("invalid value %q for variable %s: want %s", fmt.Sprint(value), variable, want)
}

// checkVariables finds what config.FromEnv panics on, and URLs that its errors
// would show with their passwords.
func checkVariables() error {
	if tags := os.Getenv(envTags); tags != "" {
		for tag := range strings.SplitSeq(tags, ",") {
			if !isTag(tag) {
				return invalid(envTags, tags, "key=value,key=${variable:default}")
			}
		}
	}
	return cmp.Or(
		checkEndpoint(os.Getenv(envEndpoint)),
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

// check finds values that the client takes in silence, and then panics, hangs or
// does something else.
func check(cfg *config.Configuration) error {
	if cfg.Disabled {
		return nil
	}
	if cfg.ServiceName == "" {
		return errors.New("no service name, and none in the variable " + envServiceName)
	}
	return cmp.Or(checkReporter(cfg.Reporter), checkSampler(cfg.Sampler))
}

func checkSampler(s *config.SamplerConfig) error {
	var want string
	switch p := s.Param; strings.ToLower(s.Type) {
	case jaeger.SamplerTypeConst:
		if p != 0 && p != 1 {
			want = "0 or 1 for a const sampler"
		}
	case jaeger.SamplerTypeRateLimiting:
		if !(p >= 0) || math.IsInf(p, 1) {
			want = "the traces per second of a ratelimiting sampler"
		}
	case jaeger.SamplerTypeProbabilistic, jaeger.SamplerTypeRemote, "":
		if !(p >= 0 && p <= 1) {
			want = "a probability from 0 to 1"
		}
	default:
		return invalid(envSamplerType, s.Type, "const, probabilistic, ratelimiting or remote")
	}
	switch {
	case want != "":
		return invalid(envSamplerParam, s.Param, want)
	case s.MaxOperations < 0:
		return invalid(envMaxOperations, s.MaxOperations, "a positive number")
	case s.SamplingRefreshInterval < 0:
		return invalid(envRefreshInterval, s.SamplingRefreshInterval, "a positive duration")
	}
	return checkSamplingEndpoint(envSamplingEndpoint, s.SamplingServerURL)
}

func checkReporter(r *config.ReporterConfig) error {
	switch {
	case r.QueueSize < 0 || r.QueueSize > maxQueueSize:
		return invalid(envQueueSize, r.QueueSize, "1 to "+strconv.Itoa(maxQueueSize)+" spans")
	case r.BufferFlushInterval < 0:
		return invalid(envFlushInterval, r.BufferFlushInterval, "a positive duration")
	case r.AttemptReconnectInterval < 0:
		return invalid(envReconnect, r.AttemptReconnectInterval, "a positive duration")
	case r.CollectorEndpoint != "":
		return checkEndpoint(r.CollectorEndpoint)
	}
	host, port, err := net.SplitHostPort(r.LocalAgentHostPort)
	if err != nil || host == "" {
		return invalid(envAgentHost, r.LocalAgentHostPort, "a host name or an address, one of IPv6 in brackets")
	}
	if !isPort(port) {
		return invalid(envAgentPort, port, "a port")
	}
	return nil
}
