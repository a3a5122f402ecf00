package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// variant is one way to run the service: with a library, or bare.
type variant struct {
	library string
	sampled bool
}

func (v variant) String() string {
	switch {
	case v == bare:
		return "bare"
	case v.sampled:
		return v.library + ", sampled"
	}
	return v.library + ", not sampled"
}

var bare = variant{}

var variants = func() []variant {
	all := []variant{bare}
	for _, sampled := range []bool{false, true} {
		for _, library := range []string{"chitrace", "nethttp", "otelchi", "otelhttp"} {
			all = append(all, variant{library, sampled})
		}
	}
	return all
}()

// warmUp is how long the load runs before it counts.
const warmUp = 500 * time.Millisecond

// trial is how a variant is measured.
type trial struct {
	service   string // the binary
	agent     string // the address that Jaeger's spans go to
	collector string // the URL that OpenTelemetry's spans go to
	generator generator
	duration  time.Duration
}

// figures are what one measurement gives.
type figures struct {
	throughput float64 // requests per second
	p50, p99   time.Duration
	cpu        time.Duration // of the service, per request
}

// measure measures a new process of the service.
func (t trial) measure(ctx context.Context, v variant) (figures, error) {
	s, err := t.start(ctx, v)
	if err != nil {
		return figures{}, err
	}
	url := "http://" + s.addr
	before, err1 := t.generator.run(ctx, url, warmUp)
	load, err2 := t.generator.run(ctx, url, t.duration)
	cpu, err3 := s.stop()
	if err := errors.Join(err1, err2, err3); err != nil {
		return figures{}, err
	}
	return figures{
		throughput: load.Throughput,
		p50:        load.Latencies.P50,
		p99:        load.Latencies.P99,
		cpu:        cpu / time.Duration(before.Requests+load.Requests), //nolint:gosec // a few million
	}, nil
}

// service is a process of the service.
type service struct {
	cmd  *exec.Cmd
	addr string
	end  func() error // makes it stop
}

func (t trial) start(ctx context.Context, v variant) (*service, error) {
	cmd := exec.CommandContext(ctx, t.service,
		"-library="+v.library, "-sampled="+strconv.FormatBool(v.sampled), "-agent="+t.agent, "-collector="+t.collector)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &service{cmd: cmd, end: stdin.Close}
	addr, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_, stopped := s.stop()
		return nil, errors.Join(fmt.Errorf("no address: %w", err), stopped)
	}
	s.addr = strings.TrimSpace(addr)
	return s, nil
}

// stop ends the process and returns the processor time that it took in all.
func (s *service) stop() (cpu time.Duration, err error) {
	err = errors.Join(s.end(), s.cmd.Wait())
	return s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime(), err
}
