package demo

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

const quoteDelay = 120 * time.Millisecond

// withServices calls use while both services run, the orders at addr and the
// prices on a free port. When it returns, all spans have ended.
func withServices(addr string, collector *traces.Collector, use func(ordersURL, pricesURL string) error) (err error) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	registry := service.NewRegistry()
	factory := prometheus.New(registry)

	downstream, err := start("127.0.0.1:0", log, newPrices(collector, log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, downstream.stop()) }()

	client := &http.Client{Transport: propagation.NewTransport(nil)}
	shop, err := orders.New(downstream.url, client, log)
	if err != nil {
		return err
	}
	r := newRouter(collector, "orders", log)
	r.Use(metrics.Middleware(factory))
	r.Route("/v1", shop.Routes)
	api, err := start(addr, log, page.Page{Trace: collector.Trace, Metrics: registry}.Over(r))
	if err != nil {
		return err
	}
	// It stops before the prices, which its last requests need.
	defer func() { err = errors.Join(err, api.stop()) }()

	return use(api.url, downstream.url)
}

func newPrices(collector *traces.Collector, log *slog.Logger) http.Handler {
	r := newRouter(collector, "prices", log)
	r.Route("/v1", prices.Supplier{Log: log, QuoteDelay: quoteDelay}.Routes)
	return r
}

// newRouter returns a router with a tracer of its own. See example/api for the
// router of a real service.
func newRouter(collector *traces.Collector, name string, log *slog.Logger) chi.Router {
	r := chi.NewRouter()
	r.Use(
		service.LogRequests(log), // without it Recoverer prints stacks
		middleware.Recoverer,
		chitrace.Middleware(collector.Tracer(name),
			chitrace.WithURLParams("orderID", "customerID", "sku"),
			chitrace.WithResponseContext()),
	)
	return r
}

// running is a service that runs until it is stopped.
type running struct {
	url  string
	stop func() error
}

func start(addr string, log *slog.Logger, handler http.Handler) (*running, error) {
	ctx, cancel := context.WithCancel(context.Background())
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		cancel()
		return nil, err
	}
	served := make(chan error, 1)
	go func() { served <- service.Serve(ctx, listener, handler, log) }()
	return &running{
		url: "http://" + listener.Addr().String(),
		stop: func() error {
			http.DefaultClient.CloseIdleConnections() // Shutdown waits for those not yet used.
			cancel()
			return <-served
		},
	}, nil
}
