// Package service has the parts of the demo's services that are not about
// tracing: flags, a server that shuts down, logs and health.
package service

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const drainTimeout = 10 * time.Second // for the running requests to end

// NewRegistry returns a registry that has the metrics of Go and the process.
func NewRegistry() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return registry
}

// Run serves the handler at flags.Addr until Ctrl-C or SIGTERM, and returns when
// the last request has been answered. /metrics has an address of its own, since
// it is not for callers.
func Run(flags *Flags, handler http.Handler, registry *prometheus.Registry, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second Ctrl-C ends the process at once.

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", flags.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	metricsListener, err := new(net.ListenConfig).Listen(ctx, "tcp", flags.MetricsAddr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		EnableOpenMetrics: true, // the format that has exemplars
	}))
	metricsServer := newServer(mux, log)
	go func() { _ = metricsServer.Serve(metricsListener) }() // It returns at Close.
	defer func() { _ = metricsServer.Close() }()
	log.Info("serving metrics", "addr", metricsListener.Addr().String())

	return Serve(ctx, listener, handler, log)
}

// Serve serves the handler until ctx is done, and returns when the last request
// has been answered. The tracer can be closed then.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := newServer(handler, log)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("listening", "addr", listener.Addr().String())

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	log.Info("shutting down")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("requests still running after %v: %w", drainTimeout, err)
	}
	log.Info("stopped")
	return nil
}

func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute, // longer than that of most proxies
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
