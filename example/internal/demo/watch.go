package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

// watch leaves the requests to the user, and draws each trace that completes
// until ctx is done. The traces of requests that run by then still follow.
func watch(ctx context.Context, stdout io.Writer, addr string) error {
	options := terminal(stdout)
	var mu sync.Mutex // Traces complete on their requests' goroutines.
	count, spans := 0, 0
	collector := traces.NewCollector(func(t traces.Trace) {
		mu.Lock()
		defer mu.Unlock()
		count++
		spans += len(t.Spans)
		_, _ = fmt.Fprintln(stdout, waterfall.Render(t, options))
	})
	err := withServices(addr, collector, func(orders, prices string) error {
		if _, err := io.WriteString(stdout, invitation(orders, prices)); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "\nStopped after %d traces, %d spans.\n", count, spans)
	return err
}

func invitation(orders, prices string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Open %s/ in a browser, or use curl; prices are at %s. Ctrl-C ends.\n\n", orders, prices)
	for _, r := range page.Requests {
		fmt.Fprintf(&b, "# %s\ncurl -i %s%s\n", r.Title, orders, r.Path)
	}
	b.WriteByte('\n')
	return b.String()
}
