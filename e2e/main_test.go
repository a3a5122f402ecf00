package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The programs under test. All are built by TestMain, which takes no time
// where nothing has changed.
var (
	apiBinary        = filepath.Join("bin", "api")
	downstreamBinary = filepath.Join("bin", "downstream")
	jaegerBinary     = os.Getenv("JAEGER_BIN")
)

func TestMain(m *testing.M) {
	if err := build(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func build(ctx context.Context) error {
	if err := goBuild(ctx, "..", filepath.Join("e2e", "bin")+string(filepath.Separator), "./example/api", "./example/downstream"); err != nil {
		return err
	}
	if jaegerBinary != "" {
		return nil
	}
	jaegerBinary = filepath.Join("bin", "jaeger")
	return goBuild(ctx, "jaeger", filepath.Join("..", jaegerBinary), "tool")
}

func goBuild(ctx context.Context, dir, output string, packages ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-o", output}, packages...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd, err, out)
	}
	return nil
}
