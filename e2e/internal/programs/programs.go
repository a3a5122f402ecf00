// Package programs builds what the tests run. Where nothing has changed since
// the last time, that takes no time.
package programs

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Jaeger returns the path of Jaeger, built as e2e/jaeger/go.mod has it. Where
// the variable JAEGER_BIN names one, it is that. The first build takes some
// minutes.
func Jaeger(ctx context.Context) (string, error) {
	if path := os.Getenv("JAEGER_BIN"); path != "" {
		return path, nil
	}
	e2e, err := module(ctx)
	if err != nil {
		return "", err
	}
	path := filepath.Join(e2e, "bin", "jaeger")
	return path, build(ctx, filepath.Join(e2e, "jaeger"), path, "tool")
}

// Services returns the paths of the two services of the example.
func Services(ctx context.Context) (api, downstream string, err error) {
	e2e, err := module(ctx)
	if err != nil {
		return "", "", err
	}
	bin := filepath.Join(e2e, "bin") + string(filepath.Separator)
	return bin + "api", bin + "downstream", build(ctx, filepath.Dir(e2e), bin, "./example/api", "./example/downstream")
}

// Repository returns the folder of the whole repository.
func Repository(ctx context.Context) (string, error) {
	e2e, err := module(ctx)
	return filepath.Dir(e2e), err
}

// module returns the folder of this module, in which the tests run.
func module(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	return filepath.Dir(string(bytes.TrimSpace(out))), err
}

// build builds static programs, which run in any container.
func build(ctx context.Context, module, output string, packages ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-o", output}, packages...)...)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd, err, out)
	}
	return nil
}
