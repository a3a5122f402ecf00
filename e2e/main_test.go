package e2e

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// The programs under test, which TestMain builds.
var apiBinary, downstreamBinary, jaegerBinary string

func TestMain(m *testing.M) {
	ctx := context.Background()
	var err error
	if apiBinary, downstreamBinary, err = programs.Services(ctx); err == nil {
		jaegerBinary, err = programs.Jaeger(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
