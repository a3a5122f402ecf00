// Package demo runs both services of the example in one process, without
// Docker or Jaeger, and draws the traces of what they do in the terminal.
package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/opentracing-contrib/go-chi/example/internal/page"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

// Run is the command `go run ./example`. It returns the exit code.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("example", flag.ContinueOnError)
	fs.SetOutput(stderr)
	serve := fs.Bool("serve", false, "keep the services up and draw each new trace, until Ctrl-C")
	addr := fs.String("addr", "127.0.0.1:0", "`address` of the page and the orders; port 0 is a free one")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if fs.NArg() > 0 {
		_, _ = fmt.Fprintf(stderr, "unexpected argument %q\n", fs.Arg(0))
		fs.Usage()
		return 2
	}

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second Ctrl-C ends the process at once.

	show := tour
	if *serve {
		show = watch
	}
	if err := show(ctx, stdout, *addr); err != nil {
		_, _ = fmt.Fprintln(stderr, "example:", err)
		return 1
	}
	return 0
}

// tour makes each of the page's requests and draws its trace.
func tour(ctx context.Context, stdout io.Writer, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second) // It takes part of a second.
	defer cancel()

	// A trace may complete after its response.
	complete := make(chan traces.Trace, len(page.Requests))
	collector := traces.NewCollector(func(t traces.Trace) { complete <- t })
	color := hasColor(stdout)
	return withServices(addr, collector, func(orders, _ string) error {
		spans := 0
		for _, r := range page.Requests {
			if err := get(ctx, orders+r.Path); err != nil {
				return err
			}
			select {
			case t := <-complete:
				spans += len(t.Spans)
				if _, err := fmt.Fprintf(stdout, "# %s\n%s\n", r.Title, waterfall.Render(t, color)); err != nil {
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

// watch draws each trace that completes until ctx is done. The traces of requests
// that run by then still follow.
func watch(ctx context.Context, stdout io.Writer, addr string) error {
	var mu sync.Mutex // Traces complete on their requests' goroutines.
	count, spans, color := 0, 0, hasColor(stdout)
	collector := traces.NewCollector(func(t traces.Trace) {
		mu.Lock()
		defer mu.Unlock()
		count++
		spans += len(t.Spans)
		_, _ = fmt.Fprintln(stdout, waterfall.Render(t, color))
	})
	err := withServices(addr, collector, func(orders, prices string) error {
		var text strings.Builder
		fmt.Fprintf(&text, "Open %s/ in a browser, or use curl; prices are at %s. Ctrl-C ends.\n\n", orders, prices)
		for _, r := range page.Requests {
			fmt.Fprintf(&text, "# %s\ncurl -i %s%s\n", r.Title, orders, r.Path)
		}
		if _, err := fmt.Fprintln(stdout, text.String()); err != nil {
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

// get makes a request. Any response will do.
func get(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

// hasColor reports whether w is a terminal that shows colours. NO_COLOR, if set
// and not empty, and TERM=dumb turn them off (https://no-color.org).
func hasColor(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
