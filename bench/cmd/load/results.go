package main

import (
	"fmt"
	"strings"

	"golang.org/x/perf/benchmath"
)

// results are the figures of each variant, one per round.
type results map[variant][]figures

// columns are what is printed.
var columns = []struct {
	name, format string
	of           func(figures) float64
}{
	{"requests/s", "%.0f", func(f figures) float64 { return f.throughput }},
	{"p50 ms", "%.2f", func(f figures) float64 { return f.p50.Seconds() * 1e3 }},
	{"p99 ms", "%.2f", func(f figures) float64 { return f.p99.Seconds() * 1e3 }},
	{"CPU µs/request", "%.1f", func(f figures) float64 { return f.cpu.Seconds() * 1e6 }},
}

// markdown returns the medians as a Markdown table, and in parentheses the median
// of each round's ratio to the bare service.
func (r results) markdown() string {
	var out strings.Builder
	header, line := "| service |", "|---|"
	for _, c := range columns {
		header += " " + c.name + " |"
		line += "--:|"
	}
	fmt.Fprintf(&out, "%s\n%s\n", header, line)
	for _, v := range variants {
		fmt.Fprintf(&out, "| %s |", v)
		for _, c := range columns {
			var values, ratios []float64
			for round, f := range r[v] {
				values = append(values, c.of(f))
				ratios = append(ratios, c.of(f)/c.of(r[bare][round]))
			}
			fmt.Fprintf(&out, " "+c.format, median(values))
			if v != bare {
				fmt.Fprintf(&out, " (×%.2f)", median(ratios))
			}
			fmt.Fprint(&out, " |")
		}
		fmt.Fprintln(&out)
	}
	return out.String()
}

func median(values []float64) float64 {
	sample := benchmath.NewSample(values, &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center
}
