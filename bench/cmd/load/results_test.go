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
		return figures{Throughput: throughput, P50: time.Millisecond, P99: 2 * time.Millisecond, CPU: 10 * time.Microsecond, Lost: 0.1}
	}
	r := results{
		{bare, []figures{at(1000), at(500), at(1000)}},
		{variant{"chitrace", false}, []figures{at(900), at(450), at(900)}},
		{variant{"chitrace", true}, []figures{at(800), at(400), at(700)}},
	}
	got := r.markdown()
	for _, want := range []string{
		"| bare | 1000 | 1.00 | 2.00 | 10.0 | |\n",
		"| chitrace, not sampled | 900 (×0.90, 0.90–0.90) | 1.00 (×1.00, 1.00–1.00) |",
		"| chitrace, sampled | 700 (×0.80, 0.70–0.80) |",
		"| 10.0 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}
