package main

import (
	"strings"
	"testing"
	"time"
)

// The ratios are of rounds, not of medians: here the machine halves its speed in
// the second round, which is no fault of a variant.
func TestResultsCompareWithinRounds(t *testing.T) {
	at := func(throughput float64) figures {
		return figures{throughput: throughput, p50: time.Millisecond, p99: 2 * time.Millisecond, cpu: 10 * time.Microsecond}
	}
	r := results{
		bare:                {at(1000), at(500), at(1000)},
		{"chitrace", false}: {at(900), at(450), at(900)},
		{"chitrace", true}:  {at(800), at(400), at(800)},
	}
	got := r.markdown()
	for _, want := range []string{
		"| bare | 1000 | 1.00 | 2.00 | 10.0 |\n",
		"| chitrace, not sampled | 900 (×0.90) | 1.00 (×1.00) | 2.00 (×1.00) | 10.0 (×1.00) |\n",
		"| chitrace, sampled | 800 (×0.80) |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no line %q in:\n%s", want, got)
		}
	}
}
