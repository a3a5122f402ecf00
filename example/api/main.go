// Command api serves orders, and asks the prices service (example/downstream)
// what they cost. At / it has a page to try it on.
package main

import (
	"context"
	"flag"
	"net/http"
	"net/url"
	"os"

	"github.com/opentracing-contrib/go-chi/example/internal/orders"
	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func main() {
	prices := &url.URL{Scheme: "http", Host: "127.0.0.1:8081"}
	var jaegerUI *url.URL
	api := service.Command{
		Name: "orders",
		Addr: "127.0.0.1:8080",
		Flags: func(fs *flag.FlagSet) {
			fs.Func("downstream", "base `URL` of the prices service (default "+prices.String()+")", set(&prices))
			fs.Func("jaeger-ui", "base `URL` of Jaeger's UI, which the page then links to", set(&jaegerUI))
		},
		Handler: func(env service.Env) http.Handler {
			handler := orders.NewHandler(env, orders.PriceList{URL: prices, Client: env.Client()})
			return page.Page{JaegerUI: jaegerUI, Metrics: env.Registry}.Over(handler)
		},
	}
	os.Exit(api.Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func set(target **url.URL) func(string) error {
	return func(s string) (err error) {
		*target, err = orders.ParseURL(s)
		return err
	}
}
