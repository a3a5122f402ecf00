package fleet

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

var long = flag.Bool("long", false, "kill each role several times, and measure for longer")

// The programs under test and the repository's folder, which TestMain finds.
var apiBinary, downstreamBinary, jaegerBinary, repository string

func TestMain(m *testing.M) {
	if addr := os.Getenv(brokerAddr); addr != "" {
		runBroker(addr, os.Getenv(brokerDir)) // This process is a broker.
		return
	}
	if err := prepare(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func prepare(ctx context.Context) (err error) {
	if repository, err = programs.Repository(ctx); err != nil {
		return err
	}
	if apiBinary, downstreamBinary, err = programs.Services(ctx); err != nil {
		return err
	}
	jaegerBinary, err = programs.Jaeger(ctx)
	return err
}
