// Command downstream serves the prices that the api (example/api) asks for. The
// handlers are in example/internal/prices; Supplier.askSupplier there starts a
// span of its own.
package main

import (
	"errors"
	"flag"
	"log"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func main() {
	flags := service.NewFlags("127.0.0.1:8081")
	quoteDelay := flag.Duration("quote-delay", 120*time.Millisecond, "how long a quote takes")
	flags.Parse()
	if err := run(flags, *quoteDelay); err != nil {
		log.New(os.Stderr, "prices: ", 0).Fatal(err)
	}
}

func run(flags *service.Flags, quoteDelay time.Duration) (err error) {
	log := service.NewLog(os.Stdout, "prices")
	registry := service.NewRegistry()
	factory := prometheus.New(registry)

	tracer, closer, err := jaegertracer.New("prices",
		jaegertracer.WithMetrics(factory), jaegertracer.WithLogger(log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }() // after the last request: it sends the last spans.
	opentracing.SetGlobalTracer(tracer)                       // for opentracing.StartSpanFromContext

	options := []chitrace.Option{
		chitrace.WithFilter(service.NoProbe),
		chitrace.WithURLParams("sku"), // as a tag
		chitrace.WithSpanObserver(service.LogSpan),
	}
	if !flags.RouteLookup {
		options = append(options, chitrace.WithoutRouteLookup())
	}
	r := chi.NewRouter()
	r.Use(
		service.LogRequests(log),
		middleware.Recoverer, // before chitrace: a panic passes through the span first
		chitrace.Middleware(tracer, options...),
		metrics.Middleware(factory,
			metrics.WithExemplars(jaegertracer.ExemplarLabels), metrics.WithFilter(service.NoProbe)),
	)
	r.Get("/healthz", service.Health)
	r.Route("/v1", prices.Supplier{Log: log, QuoteDelay: quoteDelay}.Routes)

	return service.Run(flags, r, registry, log)
}
