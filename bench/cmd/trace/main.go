// Command trace sends one request to two traced services, which talk to each
// other over the loopback interface, and draws the trace as SVG. Run it in the
// module's folder:
//
//	go run ./cmd/trace -picture ../docs/trace.svg
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

func main() {
	file := flag.String("picture", "trace.svg", "the `file` to draw into")
	flag.Parse()
	if err := run(*file); err != nil {
		fmt.Fprintln(os.Stderr, "trace:", err)
		os.Exit(1)
	}
}

func run(file string) error {
	finished := jaeger.NewInMemoryReporter()
	prices := newService("prices", finished)
	prices.Get("/v1/prices/{sku}", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(6 * time.Millisecond)
		if chi.URLParam(r, "sku") == "teapot" {
			http.Error(w, "no price", http.StatusServiceUnavailable)
		}
	})
	pricesServer := httptest.NewServer(prices)
	defer pricesServer.Close()

	orders := newService("orders", finished)
	orders.Get("/v1/orders/{orderID}", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * time.Millisecond)
		if err := getPrices(r.Context(), pricesServer.URL, "lamp", "teapot"); err != nil {
			chitrace.LogError(r.Context(), err)
			w.WriteHeader(http.StatusBadGateway)
		}
		time.Sleep(time.Millisecond)
	})
	ordersServer := httptest.NewServer(orders)
	if err := get(context.Background(), http.DefaultClient, ordersServer.URL+"/v1/orders/1002"); err == nil {
		return errors.New("the order should have failed")
	}
	ordersServer.Close() // waits for the span

	return draw(file, finished.GetSpans())
}

// newService returns the router of a traced service.
func newService(name string, reporter jaeger.Reporter) chi.Router {
	tracer, _ := jaeger.NewTracer(name, jaeger.NewConstSampler(true), reporter)
	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	return r
}

// getPrices asks for a price of each, at once.
func getPrices(ctx context.Context, prices string, skus ...string) error {
	client := &http.Client{Transport: propagation.NewTransport(nil)}
	ctx = propagation.ContextWithOperationName(ctx, "GET /v1/prices/{sku}")
	errs := make([]error, len(skus))
	var wg sync.WaitGroup
	for i, sku := range skus {
		wg.Go(func() { errs[i] = get(ctx, client, prices+"/v1/prices/"+sku) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func get(ctx context.Context, client *http.Client, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		err = errors.New(resp.Status)
	}
	return errors.Join(err, resp.Body.Close())
}

// row is one span of the picture.
type row struct {
	*jaeger.Span

	depth int
}

func (r row) service() string { return jaeger.BuildJaegerProcessThrift(r.Span).ServiceName }

// rowsBelow returns the spans below the parent, each before its children, in the
// order in which they started.
func rowsBelow(parent jaeger.SpanID, depth int, spans []opentracing.Span) (rows []row) {
	for _, s := range spans {
		span, _ := s.(*jaeger.Span)
		if sc := span.SpanContext(); sc.ParentID() == parent {
			rows = append(rows, row{span, depth})
			rows = append(rows, rowsBelow(sc.SpanID(), depth+1, spans)...)
		}
	}
	return rows
}
