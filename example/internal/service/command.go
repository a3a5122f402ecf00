// Package service is what the two services of the demo have in common: the
// program around the handler, from the flags to a shutdown that loses no span.
package service

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// Command is one service as a program.
type Command struct {
	// Name is the service's name in traces, logs and error messages, unless
	// JAEGER_SERVICE_NAME says otherwise.
	Name string
	// Addr is where it listens, unless -addr or ADDR says otherwise.
	Addr string
	// Flags adds the service's own flags. Nil: there are none.
	Flags func(fs *flag.FlagSet)
	// Handler builds the service once the flags are read.
	Handler func(env Env) http.Handler
}

// Run serves until ctx is done or the process is told to stop by Ctrl-C or
// SIGTERM, and returns the exit code. Logs go to stdout as JSON; whatever keeps
// the service from running is one line on stderr.
func (c Command) Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	err := c.run(ctx, args, stdout)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	log.New(stderr, c.Name+": ", 0).Print(err)
	return 1
}

func (c Command) run(ctx context.Context, args []string, stdout io.Writer) error {
	settings, err := c.parse(args, stdout)
	if err != nil {
		return err
	}
	if settings.healthcheck {
		return checkHealth(ctx, settings.addr)
	}

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second Ctrl-C does not wait for anyone.

	env := NewEnv(NewLog(stdout).With("service", cmp.Or(os.Getenv("JAEGER_SERVICE_NAME"), c.Name)))
	if !settings.routeLookup {
		env.TraceOptions = append(env.TraceOptions, chitrace.WithoutRouteLookup())
	}
	tracer, closer, err := jaegertracer.New(c.Name,
		jaegertracer.WithMetrics(env.Metrics),
		jaegertracer.WithLogger(env.Log))
	if err != nil {
		return err
	}
	env.Tracer = tracer

	// The tracer is closed last: while the server shuts down, the spans of the
	// requests that still run are yet to come.
	defer func() {
		if err := closer.Close(); err != nil {
			env.Log.Error("closing the tracer", "error", err)
		}
	}()

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", settings.addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()

	// Metrics are served until the last request has been answered.
	stopMetrics, err := ServeMetrics(ctx, settings.metricsAddr, env)
	if err != nil {
		return err
	}
	defer stopMetrics()
	return Serve(ctx, listener, c.Handler(env), env.Log)
}
