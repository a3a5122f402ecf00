package interop

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// The programs under test, which TestMain builds. The one for OTLP is either of
// the two services.
var apiBinary, downstreamBinary, otlpBinary, jaegerBinary string

func TestMain(m *testing.M) {
	if err := build(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func build(ctx context.Context) (err error) {
	if jaegerBinary, err = programs.Jaeger(ctx); err != nil {
		return err
	}
	if apiBinary, downstreamBinary, err = programs.Services(ctx); err != nil {
		return err
	}
	repository, err := programs.Repository(ctx)
	if err != nil {
		return err
	}
	otlpBinary = filepath.Join(filepath.Dir(apiBinary), "opentelemetry")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", otlpBinary, ".")
	cmd.Dir = filepath.Join(repository, "example", "opentelemetry")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd, err, out)
	}
	return nil
}
