package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/opentracing-contrib/go-chi/bench/internal/browser"
)

// generator is hey, which sends the next request on a connection as soon as it
// has the answer to the last one.
type generator struct {
	binary      string
	connections int
}

// summary is what it prints.
type summary struct {
	figures
	requests int
}

func (g generator) run(ctx context.Context, url string, d time.Duration) (summary, error) {
	args := []string{"-z", d.String(), "-c", strconv.Itoa(g.connections)}
	for name, values := range browser.Header() {
		args = append(args, "-H", name+": "+values[0])
	}
	cmd := exec.CommandContext(ctx, g.binary, append(args, url)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return summary{}, fmt.Errorf("hey: %w", err)
	}
	return parse(string(out))
}

var (
	throughputLine = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	percentileLine = regexp.MustCompile(`(50|99)%+ in ([\d.]+) secs`)
	statusLine     = regexp.MustCompile(`\[(\d+)\]\s+(\d+) responses`)
)

// parse reads what hey prints. Anything but a 200 is an error: it may cost less.
func parse(out string) (s summary, err error) {
	statuses := statusLine.FindAllStringSubmatch(out, -1)
	if len(statuses) != 1 || statuses[0][1] != "200" || strings.Contains(out, "Error distribution") {
		return s, fmt.Errorf("hey: requests failed:\n%s", out)
	}
	if s.requests, err = strconv.Atoi(statuses[0][2]); err != nil {
		return s, err
	}
	throughput := throughputLine.FindStringSubmatch(out)
	percentiles := percentileLine.FindAllStringSubmatch(out, -1)
	if throughput == nil || len(percentiles) != 2 {
		return s, fmt.Errorf("hey: no figures in what it printed:\n%s", out)
	}
	if s.throughput, err = strconv.ParseFloat(throughput[1], 64); err != nil {
		return s, err
	}
	if s.p50, err = time.ParseDuration(percentiles[0][2] + "s"); err != nil {
		return s, err
	}
	s.p99, err = time.ParseDuration(percentiles[1][2] + "s")
	return s, err
}
