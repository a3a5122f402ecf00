package demo

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

// watch leaves the requests to the user, and draws each trace that completes
// until ctx is done. The traces of requests that run by then still follow.
func watch(ctx context.Context, stdout io.Writer) error {
	var mu sync.Mutex // Traces complete on their requests' goroutines.
	mu.Lock()
	options := terminal(stdout)
	collector := traces.NewCollector(func(t traces.Trace) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(stdout, waterfall.Render(t, options))
	})
	return withServices(collector, func(orders, prices string) error {
		fmt.Fprintf(stdout, "orders: %s, prices: %s. Try these; Ctrl-C ends.\n\n", orders, prices)
		for _, r := range requests {
			fmt.Fprintf(stdout, "# %s\ncurl -i %s%s\n", r.title, orders, r.path)
		}
		fmt.Fprintf(stdout, "# What Prometheus sees\ncurl %s/metrics\n\n", orders)
		mu.Unlock()
		<-ctx.Done()
		return nil
	})
}
