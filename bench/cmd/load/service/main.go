// Command service is the service that the load test measures: a few nested
// routes that answer JSON. It listens on a free port of the loopback interface,
// prints its address, and serves until its standard input ends, so that it never
// outlives the one who started it. Last it prints how many spans it has sent.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
	"time"

	"github.com/go-chi/chi/v5"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

func serve() (err error) {
	var t tracing
	flag.StringVar(&t.library, "library", "", "trace the requests with this one")
	flag.BoolVar(&t.sampled, "sampled", false, "sample all of them, rather than none")
	flag.StringVar(&t.agent, "agent", "", "host:port, by UDP, that Jaeger's spans go to")
	flag.StringVar(&t.collector, "collector", "", "`URL` that OpenTelemetry's spans go to")
	profile := flag.String("cpuprofile", "", "write a profile of the processor to this `file`")
	flag.Parse()

	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	router := chi.NewRouter()
	flush, err := t.use(router)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, flush())
		fmt.Println(t.sent)
	}()
	routes(router)

	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: router, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	fmt.Println(listener.Addr())

	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return err
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// routes adds the routes, three deep.
func routes(router chi.Router) {
	router.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	router.Route("/v1", func(v1 chi.Router) {
		v1.Route("/users/{userID}", func(user chi.Router) {
			orders := chi.NewRouter()
			orders.Get("/{orderID}", getOrder)
			user.Mount("/orders", orders)
		})
	})
}

type order struct {
	ID       string    `json:"id"`
	Customer string    `json:"customer"`
	State    string    `json:"state"`
	Ordered  time.Time `json:"ordered"`
	Items    []item    `json:"items"`
}

type item struct {
	SKU   string `json:"sku"`
	Count int    `json:"count"`
	Cents int    `json:"cents"`
}

func getOrder(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	// A client that went away is no concern of ours.
	_ = json.NewEncoder(w).Encode(order{
		ID:       chi.URLParam(r, "orderID"),
		Customer: chi.URLParam(r, "userID"),
		State:    "shipped",
		Ordered:  time.Date(2026, time.March, 14, 9, 26, 53, 0, time.UTC),
		Items: []item{
			{SKU: "chair-oak", Count: 4, Cents: 12900},
			{SKU: "table-oak", Count: 1, Cents: 54900},
			{SKU: "lamp-brass", Count: 2, Cents: 7450},
		},
	})
}
