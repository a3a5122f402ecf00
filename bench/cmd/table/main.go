// Command table runs the benchmarks of this module and prints Markdown tables:
// what each contender adds to a request in time, allocations and bytes, and how
// chitrace compares with it.
//
// Run it in the module's folder. The raw results go to a file that benchstat
// reads:
//
//	go run ./cmd/table
//	go tool benchstat -col /lib results.txt
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"

	"github.com/opentracing-contrib/go-chi/bench/internal/results"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run() error {
	var s suite
	flag.IntVar(&s.rounds, "rounds", 15, "how often every benchmark runs")
	flag.StringVar(&s.benchtime, "benchtime", "10000x", "how long each of these runs is, as for go test")
	flag.StringVar(&s.pattern, "bench", ".", "which benchmarks to run, as for go test")
	quick := flag.Bool("quick", false, "three short rounds: allocations are right, times are not")
	file := flag.String("results", "results.txt", "the file for the raw results")
	render := flag.Bool("render", false, "run nothing, print the table of the results that are there")
	rows := flag.String("rows", ".", "which rows to print, a regular expression")
	flag.Parse()

	only, err := regexp.Compile(*rows)
	if err != nil {
		return err
	}
	if *quick {
		s.rounds, s.benchtime = 3, "1000x"
	}
	if !*render {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		if err := s.run(ctx, *file); err != nil {
			return err
		}
	}
	table, err := results.Read(*file)
	if err != nil {
		return err
	}
	fmt.Print(table.Markdown(only, results.Time, results.Allocs, results.Bytes))
	return nil
}
