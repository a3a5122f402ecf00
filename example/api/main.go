// Command api serves orders, and asks the prices service (example/downstream)
// what they cost.
package main

import (
	"context"
	"flag"
	"net/http"
	"net/url"
	"os"

	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func main() {
	prices := &url.URL{Scheme: "http", Host: "127.0.0.1:8081"}
	api := service.Command{
		Name: "orders",
		Addr: "127.0.0.1:8080",
		Flags: func(fs *flag.FlagSet) {
			fs.Func("downstream", "base `URL` of the prices service (default "+prices.String()+")",
				func(s string) (err error) {
					prices, err = orders.ParseURL(s)
					return err
				})
		},
		Handler: func(env service.Env) http.Handler {
			return orders.NewHandler(env, orders.PriceList{URL: prices, Client: env.Client()})
		},
	}
	os.Exit(api.Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}
