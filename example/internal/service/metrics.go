package service

import (
	"context"
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// ServeMetrics serves what the service counts at /metrics of an address of its
// own, since that is not for its callers. It returns once it listens, and logs
// where; stop ends it.
func ServeMetrics(ctx context.Context, addr string, env Env) (stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(env.Registry, promhttp.HandlerOpts{
		EnableOpenMetrics: true, // It alone has exemplars.
	}))
	server := newServer(mux, env.Log)
	go func() { _ = server.Serve(listener) }() // It returns at stop.
	env.Log.Info("serving metrics", "addr", listener.Addr().String())
	return func() { _ = server.Close() }, nil
}
