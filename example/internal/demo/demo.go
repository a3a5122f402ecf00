// Package demo runs both services of the example in one process, without
// Docker or Jaeger, and draws the traces of what they do in the terminal.
package demo

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
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
		return 1
	}

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second Ctrl-C does not wait for anyone.

	show := tour
	if *serve {
		show = watch
	}
	if err := show(ctx, stdout, *addr); err != nil {
		log.New(stderr, "example: ", 0).Print(err)
		return 1
	}
	return 0
}
