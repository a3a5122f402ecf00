// Command opentelemetry is either service of the example, with one difference:
// its spans leave by OpenTelemetry's exporter in OTLP, and OpenTelemetry's
// libraries see them. tracer.go is all of that. Handlers, middlewares and the
// client are those of example/api and example/downstream.
//
// With a Jaeger on this machine, which takes OTLP without TLS on port 4318:
//
//	export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
//	go run . -service prices -addr 127.0.0.1:8081 &
//	go run . -service orders
//
// The exporter reads the OTEL_EXPORTER_OTLP_* variables; its own default is
// https://localhost:4318. The tracer reads the JAEGER_* variables. It is a module
// of its own, so that what it needs stays out of the library's go.mod.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

const (
	quoteDelay   = 120 * time.Millisecond
	flushTimeout = 5 * time.Second
)

func main() {
	flags := service.NewFlags("127.0.0.1:8080")
	name := flag.String("service", "orders", "orders or prices")
	downstream := flag.String("downstream", service.Getenv("DOWNSTREAM", "http://127.0.0.1:8081"), "base `URL` of the prices service [DOWNSTREAM]")
	flags.Parse()
	if err := run(context.Background(), flags, *name, *downstream); err != nil {
		log.New(os.Stderr, *name+": ", 0).Fatal(err)
	}
}

func run(ctx context.Context, flags *service.Flags, name, downstream string) (err error) {
	log := service.NewLog(os.Stdout, name)
	tracer, shutdown, err := newTracer(ctx, name, log)
	if err != nil {
		return err
	}
	defer func() { // Last of all: it sends the last spans.
		flush, cancel := context.WithTimeout(ctx, flushTimeout)
		defer cancel()
		err = errors.Join(err, shutdown(flush))
	}()
	opentracing.SetGlobalTracer(tracer)

	registry := service.NewRegistry()
	switch name {
	case "prices":
		r := newRouter(log, tracer, chitrace.WithURLParams("sku"))
		r.Route("/v1", prices.Supplier{Log: log, QuoteDelay: quoteDelay}.Routes)
		return service.Run(flags, r, registry, log)
	case "orders":
		client := &http.Client{Transport: propagation.NewTransport(nil), Timeout: 2 * time.Second}
		shop, err := orders.New(downstream, client, log)
		if err != nil {
			return err
		}
		r := newRouter(log, tracer, chitrace.WithURLParams("orderID", "customerID"), chitrace.WithResponseContext())
		r.Route("/v1", shop.Routes)
		jaegerPage := page.Page{JaegerUI: os.Getenv("JAEGER_UI"), Metrics: registry}
		return service.Run(flags, jaegerPage.Over(r), registry, log)
	}
	return fmt.Errorf("want the service orders or prices, not %q", name)
}

func newRouter(log *slog.Logger, tracer opentracing.Tracer, options ...chitrace.Option) chi.Router {
	options = append(options, chitrace.WithFilter(service.NoProbe), chitrace.WithSpanObserver(service.LogSpan))
	r := chi.NewRouter()
	r.Use(service.LogRequests(log), middleware.Recoverer, chitrace.Middleware(tracer, options...))
	r.Get("/healthz", service.Health)
	return r
}
