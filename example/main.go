// Command example runs both services of the demo in one process and draws the
// traces of a handful of requests in the terminal. With -serve it keeps
// them running, for requests of your own.
package main

import (
	"context"
	"os"

	"github.com/opentracing-contrib/go-chi/example/internal/demo"
)

func main() {
	os.Exit(demo.Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}
