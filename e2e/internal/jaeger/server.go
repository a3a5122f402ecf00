// Package jaeger runs a real Jaeger for a test and asks it what it knows.
package jaeger

import (
	"context"
	_ "embed"
	"errors"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

//go:embed config.yaml
var config string

// The ports, by the names that config.yaml has for them.
const (
	agent     = "AGENT_PORT"
	collector = "COLLECTOR_PORT"
	health    = "HEALTH_PORT"
	otlpGRPC  = "OTLP_GRPC_PORT"
	otlpHTTP  = "OTLP_HTTP_PORT"
	query     = "QUERY_PORT"
	queryGRPC = "QUERY_GRPC_PORT"
	sampling  = "SAMPLING_PORT"
)

// Server is a Jaeger of its own for one test.
type Server struct {
	Client
	binary  string
	flags   []string
	host    string
	ports   map[string]int
	process *process.Process
}

// Start starts the Jaeger of that file on free ports, and returns when it takes
// spans.
func Start(tb testing.TB, binary string, serves Sampling) *Server {
	tb.Helper()
	s := &Server{
		binary: binary,
		flags:  append([]string{"--config=yaml:" + config}, serves...),
		host:   loopback,
		ports:  make(map[string]int),
	}
	for _, name := range []string{agent, collector, health, otlpGRPC, otlpHTTP, query, queryGRPC, sampling} {
		s.ports[name] = FreePort(tb)
	}
	s.Client = Client{URL: s.url(query)}
	s.Restart(tb)
	return s
}

// StartAllInOne starts the Jaeger of that file as its image does, on the usual
// ports of the host, and returns when it takes spans.
func StartAllInOne(tb testing.TB, binary, host string, flags ...string) *Server {
	tb.Helper()
	s := &Server{
		binary: binary,
		// The one address that the configuration does not take from the variable.
		flags: append([]string{"--set=extensions.healthcheckv2.grpc.endpoint=" + host + ":13132"}, flags...),
		host:  host,
		ports: map[string]int{agent: 6831, collector: 14268, health: 13133, query: 16686, sampling: 5778},
	}
	s.Client = Client{URL: s.url(query)}
	s.Restart(tb)
	return s
}

// Restart starts a killed Jaeger again, on the same ports. What it had in
// memory is gone.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), s.binary, s.flags...)
	cmd.Env = append(os.Environ(), "JAEGER_LISTEN_HOST="+s.host)
	for name, port := range s.ports {
		cmd.Env = append(cmd.Env, name+"="+strconv.Itoa(port))
	}
	s.process = process.Start(tb, cmd)
	status := Client{URL: s.url(health)}
	poll.Until(tb, "Jaeger to be ready", func(ctx context.Context) error {
		if s.process.Exited() {
			tb.Fatal("Jaeger does not start")
		}
		var answer struct{ Healthy bool }
		if err := status.get(ctx, "/status", &answer); err != nil {
			return err
		}
		if !answer.Healthy {
			return errors.New("not healthy")
		}
		return nil
	})
}

// Kill ends Jaeger without warning.
func (s *Server) Kill() { s.process.Kill() }

// Freeze stops Jaeger where it stands: connections to it are still accepted,
// but nobody answers.
func (s *Server) Freeze() { s.process.Signal(syscall.SIGSTOP) }

// Thaw lets a frozen Jaeger go on.
func (s *Server) Thaw() { s.process.Signal(syscall.SIGCONT) }

// CPU is how much processor time Jaeger has used so far.
func (s *Server) CPU(tb testing.TB) time.Duration {
	tb.Helper()
	return s.process.CPU(tb)
}

// Collector is the URL for spans as jaeger-client-go sends them over HTTP.
func (s *Server) Collector() string { return s.url(collector) + "/api/traces" }

// OTLP is the base URL for spans as OpenTelemetry sends them over HTTP.
func (s *Server) OTLP() string { return s.url(otlpHTTP) }

// OTLPGRPC is the address for spans as OpenTelemetry sends them over gRPC.
func (s *Server) OTLPGRPC() string {
	return net.JoinHostPort(s.host, strconv.Itoa(s.ports[otlpGRPC]))
}

// OTLPByGRPC is the URL for spans as OpenTelemetry sends them by gRPC.
func (s *Server) OTLPByGRPC() string { return s.url(otlpGRPC) }

// ByUDP returns the variables that have jaeger-client-go send its spans by UDP,
// as it once did to an agent.
func (s *Server) ByUDP() []string {
	return []string{"JAEGER_AGENT_HOST=" + s.host, "JAEGER_AGENT_PORT=" + strconv.Itoa(s.ports[agent])}
}

// ByHTTP returns the variables that have jaeger-client-go send its spans to the
// collector's HTTP endpoint.
func (s *Server) ByHTTP() []string {
	return []string{"JAEGER_ENDPOINT=" + s.Collector()}
}

// BySampler returns the variables that have jaeger-client-go ask this Jaeger
// which requests to sample. Until the first answer it samples none.
func (s *Server) BySampler() []string {
	return []string{
		"JAEGER_SAMPLER_TYPE=remote",
		"JAEGER_SAMPLER_PARAM=0",
		"JAEGER_SAMPLING_ENDPOINT=" + s.url(sampling) + "/sampling",
	}
}

func (s *Server) url(port string) string {
	return "http://" + net.JoinHostPort(s.host, strconv.Itoa(s.ports[port]))
}
