// Command downstream serves the prices that the api (example/api) asks for.
package main

import (
	"context"
	"flag"
	"net/http"
	"os"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func main() {
	var quoteDelay time.Duration
	downstream := service.Command{
		Name: "prices",
		Addr: "127.0.0.1:8081",
		Flags: func(fs *flag.FlagSet) {
			fs.DurationVar(&quoteDelay, "quote-delay", 120*time.Millisecond, "how long a quote takes")
		},
		Handler: func(env service.Env) http.Handler { return prices.NewHandler(env, quoteDelay) },
	}
	os.Exit(downstream.Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}
