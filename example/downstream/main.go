// Command downstream serves the prices that the api (example/api) asks for.
package main

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/prices"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func main() {
	quoteDelay := 120 * time.Millisecond
	downstream := service.Command{
		Name: "prices",
		Addr: "127.0.0.1:8081",
		Flags: func(fs *flag.FlagSet) {
			fs.Func("quote-delay", "`duration` of a quote (default "+quoteDelay.String()+")", set(&quoteDelay))
		},
		Handler: func(env service.Env) http.Handler { return prices.NewHandler(env, quoteDelay) },
	}
	os.Exit(downstream.Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func set(target *time.Duration) func(string) error {
	return func(s string) error {
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return errors.New("want a duration such as 120ms")
		}
		*target = d
		return nil
	}
}
