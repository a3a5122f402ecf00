package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"
)

// results are the figures of each variant, one per round.
type results []measured

// measured is the figures of one variant, one per round.
type measured struct {
	Variant variant
	Rounds  []figures
}

// column is one figure.
type column struct {
	name, format string
	of           func(figures) float64
}

var (
	throughput = column{"requests/s", "%.0f", func(f figures) float64 { return f.Throughput }}
	p50        = column{"p50 ms", "%.2f", func(f figures) float64 { return f.P50.Seconds() * 1e3 }}
	p99        = column{"p99 ms", "%.2f", func(f figures) float64 { return f.P99.Seconds() * 1e3 }}
	cpu        = column{"CPU µs/request", "%.1f", func(f figures) float64 { return f.CPU.Seconds() * 1e6 }}
	lost       = column{"spans lost %", "%.1f", func(f figures) float64 { return f.Lost * 1e2 }}
)

// markdown returns a Markdown table of the medians of the rounds. In parentheses
// it has the median of each round's ratio to the bare service, with the smallest
// and the largest.
func (r results) markdown() string {
	var out strings.Builder
	header, line := "| service |", "|---|"
	for _, c := range []column{throughput, p50, p99, cpu, lost} {
		header += " " + c.name + " |"
		line += "--:|"
	}
	fmt.Fprintf(&out, "%s\n%s\n", header, line)
	for _, m := range r {
		fmt.Fprintf(&out, "| %s |", m.Variant)
		for _, c := range []column{throughput, p50, p99, cpu} {
			fmt.Fprintf(&out, " "+c.format, median(m.values(c)))
			if m.Variant != bare {
				ratios := r.ratios(m, c)
				fmt.Fprintf(&out, " (×%.2f, %.2f–%.2f)", median(ratios), slices.Min(ratios), slices.Max(ratios))
			}
			fmt.Fprint(&out, " |")
		}
		if m.Variant.Sampled {
			fmt.Fprintf(&out, " "+lost.format, median(m.values(lost)))
		}
		fmt.Fprintln(&out, " |")
	}
	return out.String()
}

func (m measured) values(c column) []float64 {
	values := make([]float64, len(m.Rounds))
	for i, f := range m.Rounds {
		values[i] = c.of(f)
	}
	return values
}

// ratios returns m's figures over the bare service's, round by round: a machine
// that is slow for a while is slow for all variants.
func (r results) ratios(m measured, c column) []float64 {
	ratios := m.values(c)
	for i, without := range r.of(bare).values(c) {
		ratios[i] /= without
	}
	return ratios
}

func (r results) of(v variant) measured {
	return r[slices.IndexFunc(r, func(m measured) bool { return m.Variant == v })]
}

// libraries returns the libraries in the order in which they were measured.
func (r results) libraries() (names []string) {
	for _, m := range r {
		if m.Variant.Sampled {
			names = append(names, m.Variant.Library)
		}
	}
	return names
}

// write writes the results to a file.
func (r results) write(file string) error {
	content, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

// read reads the results of a run.
func read(file string) (r results, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal(content, &r)
}

func median(values []float64) float64 {
	sample := benchmath.NewSample(values, &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center
}
