package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// suite is how to run the benchmarks.
type suite struct {
	rounds    int
	benchtime string
	pattern   string
}

// run runs all benchmarks once per round, so that what slows the machine down
// for a while hits all contenders alike, and writes the results to a file.
func (s suite) run(ctx context.Context, results string) (err error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	binary := filepath.Join(dir, "bench.test")
	if err := command(ctx, os.Stderr, "go", "test", "-c", "-o", binary, "."); err != nil {
		return err
	}
	f, err := os.Create(results)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	begun := time.Now()
	for round := range s.rounds {
		err := command(ctx, f, binary,
			"-test.run=^$", "-test.bench="+s.pattern, "-test.benchtime="+s.benchtime, "-test.timeout=10m")
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "round %d of %d, %s\n", round+1, s.rounds, time.Since(begun).Round(time.Second))
	}
	return nil
}

func command(ctx context.Context, stdout io.Writer, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return nil
}
