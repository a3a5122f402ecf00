// Command opentelemetry is either service of the example, with one difference:
// its spans leave by OpenTelemetry's exporter in OTLP, and OpenTelemetry's
// libraries see them. tracer.go is all of that. Handlers, middlewares and the
// client are those of example/api and example/downstream.
//
// With a Jaeger on this machine, which takes OTLP without TLS on port 4318:
//
//	export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
//	go run . prices &
//	go run . orders
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
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

const (
	quoteDelay   = 120 * time.Millisecond
	flushTimeout = 5 * time.Second
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		log.Fatal("opentelemetry: ", err)
	}
}

// handlers are the services by name, and where they listen.
var handlers = map[string]struct {
	addr string
	new  func(tracer opentracing.Tracer, log *slog.Logger, downstream string) (http.Handler, error)
}{
	"orders": {"127.0.0.1:8080", newOrders},
	"prices": {"127.0.0.1:8081", newPrices},
}

func newOrders(tracer opentracing.Tracer, log *slog.Logger, downstream string) (http.Handler, error) {
	client := &http.Client{Transport: propagation.NewTransport(nil), Timeout: 2 * time.Second}
	shop, err := orders.New(downstream, client, log)
	r := newRouter(log, tracer, chitrace.WithURLParams("orderID", "customerID"), chitrace.WithResponseContext())
	r.Route("/v1", shop.Routes)
	return r, err
}

func newPrices(tracer opentracing.Tracer, log *slog.Logger, _ string) (http.Handler, error) {
	r := newRouter(log, tracer, chitrace.WithURLParams("sku"))
	r.Route("/v1", prices.Supplier{Log: log, QuoteDelay: quoteDelay}.Routes)
	return r, nil
}

func newRouter(log *slog.Logger, tracer opentracing.Tracer, options ...chitrace.Option) chi.Router {
	r := chi.NewRouter()
	r.Use(
		service.LogRequests(log),
		middleware.Recoverer,
		chitrace.Middleware(tracer, append(options, chitrace.WithSpanObserver(service.LogSpan))...),
	)
	return r
}

const usage = `Usage: opentelemetry orders|prices [flags]

Serves one of the example's services, which sends its spans in OTLP to
OTEL_EXPORTER_OTLP_ENDPOINT. opentelemetry orders -h lists the flags.
`

func run(ctx context.Context, args []string, stdout io.Writer) (err error) {
	if len(args) == 0 || slices.Contains([]string{"-h", "-help", "--help", "help"}, args[0]) {
		_, err := io.WriteString(stdout, usage)
		return err
	}
	name := args[0]
	handler, ok := handlers[name]
	if !ok {
		return fmt.Errorf("want orders or prices, not %q", name)
	}
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(stdout)
	addr := fs.String("addr", handler.addr, "`address` to listen on; port 0 is a free one")
	downstream := fs.String("downstream", "http://"+handlers["prices"].addr, "base `URL` of the prices service")
	if err := fs.Parse(args[1:]); err != nil {
		return err
	}

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()

	log := service.NewLog(stdout, name)
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Error("opentelemetry", "error", err) }))
	tracer, shutdown, err := newTracer(ctx, name, log)
	if err != nil {
		return err
	}
	defer func() { // Last of all: it sends the last spans.
		flush, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
		defer cancel()
		err = errors.Join(err, shutdown(flush))
	}()

	opentracing.SetGlobalTracer(tracer)
	h, err := handler.new(tracer, log, *downstream)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	return service.Serve(ctx, listener, h, log)
}
