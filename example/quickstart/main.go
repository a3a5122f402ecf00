// Command quickstart is the README's first program.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/opentracing/opentracing-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	tracer, closer, err := jaegertracer.New("hello")
	if err != nil {
		return err
	}
	opentracing.SetGlobalTracer(tracer) // for opentracing.StartSpanFromContext

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("Hello " + chi.URLParam(r, "name") + "\n"))
	})
	server := &http.Server{
		Addr:         "127.0.0.1:8080",
		Handler:      r,
		ReadTimeout:  10 * time.Second,
		WriteTimeout: 10 * time.Second,
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err = <-failed:
	case <-ctx.Done(): // Ctrl-C: let the requests end that still run.
		stop() // Another Ctrl-C does not wait for them.
		drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = server.Shutdown(drain)
	}
	return errors.Join(err, closer.Close()) // Last of all, send their spans.
}
