package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// variant is one way to run the service.
type variant struct {
	name string
	args []string
}

const bare = "bare"

var variants = []variant{
	{bare, nil},
	{"not sampled", []string{"-traced"}},
	{"sampled", []string{"-traced", "-sampled"}},
}

// path is what the load asks for.
const path = "/v1/users/42/orders/7"

// warmUp is how long the load runs before it counts.
const warmUp = 500 * time.Millisecond

// trial is how a variant is measured.
type trial struct {
	service   string // the binary
	agent     string // the address that spans go to
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
	url := "http://" + s.addr + path
	before, err1 := t.generator.run(ctx, url, warmUp)
	load, err2 := t.generator.run(ctx, url, t.duration)
	cpu, err3 := s.stop()
	if err := errors.Join(err1, err2, err3); err != nil {
		return figures{}, err
	}
	f := load.figures
	f.cpu = cpu / time.Duration(before.requests+load.requests)
	return f, nil
}

// service is a process of the service.
type service struct {
	cmd  *exec.Cmd
	addr string
	end  func() error // makes it stop
}

func (t trial) start(ctx context.Context, v variant) (*service, error) {
	cmd := exec.CommandContext(ctx, t.service, append([]string{"-agent=" + t.agent}, v.args...)...)
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
