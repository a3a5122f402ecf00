package demo

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

const quoteDelay = 120 * time.Millisecond

// withServices runs both services, the orders at addr and the prices on a free
// port, each with a tracer of its own, while use has their URLs. When it returns,
// all spans have ended.
func withServices(addr string, collector *traces.Collector, use func(orders, prices string) error) (err error) {
	downstream, err := start("prices", "127.0.0.1:0", collector, func(env service.Env) http.Handler {
		return prices.NewHandler(env, quoteDelay)
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, downstream.stop()) }()

	api, err := start("orders", addr, collector, func(env service.Env) http.Handler {
		handler := orders.NewHandler(env, orders.PriceList{URL: downstream.url, Client: env.Client()})
		return page.Page{Trace: collector.Trace, Metrics: env.Registry}.Over(handler)
	})
	if err != nil {
		return err
	}
	// The api goes first: while its last requests run, they need the other.
	defer func() { err = errors.Join(err, api.stop()) }()

	return use(api.url.String(), downstream.url.String())
}

// running is a service that runs until it is stopped.
type running struct {
	url  *url.URL
	stop func() error
}

func start(name, addr string, collector *traces.Collector, handler func(service.Env) http.Handler) (*running, error) {
	ctx, cancel := context.WithCancel(context.Background())
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		cancel()
		return nil, err
	}
	env := service.NewEnv(slog.New(slog.NewTextHandler(io.Discard, nil))) // Traces are what is on show.
	tracer, closer := collector.Tracer(name)
	env.Tracer = tracer

	served := make(chan error, 1)
	go func() { served <- service.Serve(ctx, listener, handler(env), env.Log) }()
	return &running{
		url: &url.URL{Scheme: "http", Host: listener.Addr().String()},
		stop: func() error {
			http.DefaultClient.CloseIdleConnections() // Shutdown waits for those not yet used.
			cancel()
			err := <-served
			return errors.Join(err, closer.Close())
		},
	}, nil
}
