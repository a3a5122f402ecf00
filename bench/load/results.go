package main

import (
	"fmt"
	"io"

	"golang.org/x/perf/benchmath"
)

// results are the figures of each variant, one per round.
type results map[string][]figures

// columns are what is printed. hey tells latencies to a tenth of a millisecond.
var columns = []struct {
	name, format string
	of           func(figures) float64
}{
	{"requests/s", "%.0f", func(f figures) float64 { return f.throughput }},
	{"p50 ms", "%.1f", func(f figures) float64 { return f.p50.Seconds() * 1e3 }},
	{"p99 ms", "%.1f", func(f figures) float64 { return f.p99.Seconds() * 1e3 }},
	{"CPU µs/request", "%.1f", func(f figures) float64 { return f.cpu.Seconds() * 1e6 }},
}

// write writes the medians as a Markdown table, and in parentheses the median of
// each round's ratio to the bare service.
func (r results) write(w io.Writer) {
	header, line := "| service |", "|---|"
	for _, c := range columns {
		header += " " + c.name + " |"
		line += "--:|"
	}
	fmt.Fprintf(w, "%s\n%s\n", header, line)
	for _, v := range variants {
		fmt.Fprintf(w, "| %s |", v.name)
		for _, c := range columns {
			var values, ratios []float64
			for round, f := range r[v.name] {
				values = append(values, c.of(f))
				ratios = append(ratios, c.of(f)/c.of(r[bare][round]))
			}
			fmt.Fprintf(w, " "+c.format, median(values))
			if v.name != bare {
				fmt.Fprintf(w, " (×%.2f)", median(ratios))
			}
			fmt.Fprint(w, " |")
		}
		fmt.Fprintln(w)
	}
}

func median(values []float64) float64 {
	sample := benchmath.NewSample(values, &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center
}
