// Command api serves orders, and asks the prices service (example/downstream)
// what they cost. This file has the tracer, the middlewares, a traced client and
// the shutdown. The handlers are in example/internal/orders; Shop.sum there starts
// a span of its own. / is a page to send requests from.
package main

import (
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func main() {
	flags := service.NewFlags("127.0.0.1:8080")
	prices := flag.String("downstream", service.Getenv("DOWNSTREAM", "http://127.0.0.1:8081"), "base `URL` of the prices service [DOWNSTREAM]")
	jaegerUI := flag.String("jaeger-ui", os.Getenv("JAEGER_UI"), "base `URL` of Jaeger's UI, which the page links to [JAEGER_UI]")
	flags.Parse()
	if err := run(flags, *prices, *jaegerUI); err != nil {
		log.New(os.Stderr, "orders: ", 0).Fatal(err)
	}
}

func run(flags *service.Flags, pricesURL, jaegerUI string) (err error) {
	log := service.NewLog(os.Stdout, "orders")
	registry := service.NewRegistry()
	factory := prometheus.New(registry)

	// The tracer is Jaeger's. The JAEGER_* variables configure it.
	tracer, closer, err := jaegertracer.New("orders",
		jaegertracer.WithMetrics(factory), jaegertracer.WithLogger(log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }() // after the last request: it sends the last spans
	opentracing.SetGlobalTracer(tracer)                       // for opentracing.StartSpanFromContext

	// A call that is made with a request's context belongs to that request's trace.
	exemplars := metrics.WithExemplars(jaegertracer.ExemplarLabels)
	client := &http.Client{
		Transport: propagation.NewTransport(metrics.NewTransport(nil, factory, exemplars)),
		Timeout:   2 * time.Second,
	}
	shop, err := orders.New(pricesURL, client, log)
	if err != nil {
		return err
	}

	options := []chitrace.Option{
		chitrace.WithFilter(service.NoProbe),
		chitrace.WithURLParams("orderID", "customerID"), // as tags
		chitrace.WithResponseContext(),                  // tells callers the id of their trace
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
		metrics.Middleware(factory, exemplars, metrics.WithFilter(service.NoProbe)),
	)
	r.Get("/healthz", service.Health)
	r.Route("/v1", shop.Routes)

	return service.Run(flags, page.Page{JaegerUI: jaegerUI, Metrics: registry}.Over(r), registry, log)
}
