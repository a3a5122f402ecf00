package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

// tourTimeout is for a machine in trouble; the tour takes part of a second.
const tourTimeout = 30 * time.Second

// tour makes each of the requests and draws its trace.
func tour(ctx context.Context, stdout io.Writer, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, tourTimeout)
	defer cancel()

	// A response does not wait for its trace, which may still lack a span when
	// the client has it all; the collector knows when the trace is complete.
	complete := make(chan traces.Trace, len(page.Requests))
	collector := traces.NewCollector(func(t traces.Trace) { complete <- t })
	options := terminal(stdout)

	return withServices(addr, collector, func(orders, _ string) error {
		spans := 0
		for _, r := range page.Requests {
			if err := get(ctx, orders+r.Path); err != nil {
				return err
			}
			select {
			case t := <-complete:
				spans += len(t.Spans)
				if _, err := fmt.Fprintf(stdout, "# %s\n%s\n", r.Title, waterfall.Render(t, options)); err != nil {
					return err
				}
			case <-ctx.Done():
				return fmt.Errorf("the trace of %s did not complete: %w", r.Path, ctx.Err())
			}
		}
		_, err := fmt.Fprintf(stdout, "%d traces, %d spans. To send your own requests: go run ./example -serve\n", len(page.Requests), spans)
		return err
	})
}
