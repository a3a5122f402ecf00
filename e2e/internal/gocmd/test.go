package gocmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Test is a test, example or subtest of a package. It has no name where it stands
// for the package.
type Test struct{ Package, Name string }

// Outcomes are what became of the tests that ran: pass, fail or skip.
type Outcomes map[Test]string

// Tests runs go test in a folder, with its environment extended by env, and
// returns what became of each test and all that was printed. Tests that fail are
// no error.
func Tests(ctx context.Context, folder string, env []string, args ...string) (Outcomes, string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-count=1"}, args...)...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	outcomes, output, parseErr := parse(&stdout)
	output += stderr.String()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && ctx.Err() == nil && len(outcomes) > 0 {
		err = nil // some test failed
	}
	if err = errors.Join(err, parseErr); err != nil {
		err = fmt.Errorf("go test %s: %w\n%s", strings.Join(args, " "), err, output)
	}
	return outcomes, output, err
}

// parse reads what go test -json prints.
func parse(events io.Reader) (Outcomes, string, error) {
	outcomes := Outcomes{}
	var output strings.Builder
	for decoder := json.NewDecoder(events); ; {
		var event struct{ Action, Package, Test, Output string }
		if err := decoder.Decode(&event); errors.Is(err, io.EOF) {
			return outcomes, output.String(), nil
		} else if err != nil {
			return nil, output.String(), err
		}
		output.WriteString(event.Output)
		switch event.Action {
		case "pass", "fail", "skip":
			outcomes[Test{event.Package, event.Test}] = event.Action
		}
	}
}
