package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// variant is one way to run the service: with a library, or bare.
type variant struct {
	Library string
	Sampled bool
}

func (v variant) String() string {
	switch {
	case v.Library == "":
		return "bare"
	case v.Sampled:
		return v.Library + ", sampled"
	}
	return v.Library + ", not sampled"
}

var bare = variant{}

// variantsOf returns the bare service and, for each library, the service without
// and with sampling.
func variantsOf(libraries []string) []variant {
	all := []variant{bare}
	for _, sampled := range []bool{false, true} {
		for _, library := range libraries {
			all = append(all, variant{library, sampled})
		}
	}
	return all
}

// warmUp is how long the load runs before it counts.
const warmUp = 500 * time.Millisecond

// trial is how a variant is measured.
type trial struct {
	service   string // the binary
	agent     string // the address that Jaeger's spans go to
	collector string // the URL that OpenTelemetry's spans go to
	generator generator
	duration  time.Duration
	profiles  string // the folder for the services' profiles; empty: none
}

// figures are what one measurement gives.
type figures struct {
	Throughput float64 // requests per second
	P50, P99   time.Duration
	CPU        time.Duration // of the service, per request
	Lost       float64       // the part of the spans that was not sent, where it is sampled
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
	cpu, spans, err3 := s.stop()
	if err := errors.Join(err1, err2, err3); err != nil {
		return figures{}, err
	}
	requests := before.Requests + load.Requests
	f := figures{
		Throughput: load.Throughput,
		P50:        load.Latencies.P50,
		P99:        load.Latencies.P99,
		CPU:        cpu / time.Duration(requests), //nolint:gosec // a few million
	}
	if v.Sampled {
		f.Lost = 1 - float64(spans)/float64(requests)
	}
	return f, nil
}

// service is a process of the service.
type service struct {
	cmd  *exec.Cmd
	out  *bufio.Reader
	addr string
	end  func() error // makes it stop
}

func (t trial) start(ctx context.Context, v variant) (*service, error) {
	cmd := exec.CommandContext(ctx, t.service,
		"-library="+v.Library, "-sampled="+strconv.FormatBool(v.Sampled), "-agent="+t.agent, "-collector="+t.collector)
	if t.profiles != "" {
		cmd.Args = append(cmd.Args, "-cpuprofile="+filepath.Join(t.profiles, v.String()+".pprof"))
	}
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
	s := &service{cmd: cmd, out: bufio.NewReader(stdout), end: stdin.Close}
	addr, err := s.out.ReadString('\n')
	if err != nil {
		_, _, stopped := s.stop()
		return nil, errors.Join(fmt.Errorf("no address: %w", err), stopped)
	}
	s.addr = strings.TrimSpace(addr)
	return s, nil
}

// stop ends the process. It returns the processor time that it took in all, and
// the number of spans that it sent.
func (s *service) stop() (cpu time.Duration, spans int, err error) {
	ended := s.end()
	_, scanned := fmt.Fscan(s.out, &spans)
	err = errors.Join(ended, s.cmd.Wait(), scanned)
	return s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime(), spans, err
}
