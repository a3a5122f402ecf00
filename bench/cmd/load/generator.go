package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// generator is the process that the load comes from.
type generator struct {
	binary      string
	connections int
}

// run puts load on the service at url. Anything but a 200 is an error: it may
// cost less.
func (g generator) run(ctx context.Context, url string, d time.Duration) (*vegeta.Metrics, error) {
	cmd := exec.CommandContext(ctx, g.binary,
		"-url", url, "-duration", d.String(), "-connections", strconv.Itoa(g.connections))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("generator: %w", err)
	}
	var metrics vegeta.Metrics
	return &metrics, json.Unmarshal(out, &metrics)
}
