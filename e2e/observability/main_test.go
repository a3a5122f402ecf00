package observability

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// The programs under test, which TestMain builds, and the folder deploy.
var apiBinary, downstreamBinary, jaegerBinary, deploy string

func TestMain(m *testing.M) {
	ctx := context.Background()
	repository, err := programs.Repository(ctx)
	if err == nil {
		deploy = filepath.Join(repository, "deploy")
		apiBinary, downstreamBinary, err = programs.Services(ctx)
	}
	if err == nil {
		jaegerBinary, err = programs.Jaeger(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// installed returns the path of a program of Prometheus. The test is skipped if
// it is not there.
func installed(tb testing.TB, program string) string {
	tb.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		tb.Skipf("%v: .ci/install gets it", err)
	}
	return path
}

// start starts a program, and returns what it says of where it listens: the
// groups of the expression.
func start(tb testing.TB, listening *regexp.Regexp, cmd *exec.Cmd) (addrs []string) {
	tb.Helper()
	p := process.Start(tb, cmd)
	poll.Until(tb, p.Name()+" to listen", func(context.Context) error {
		if p.Exited() {
			tb.Fatalf("%s does not start", p.Name())
		}
		found := listening.FindStringSubmatch(p.Output())
		if found == nil {
			return fmt.Errorf("it has not said so")
		}
		addrs = found[1:]
		return nil
	})
	return addrs
}

// startService starts one of the example's services, and returns its address and
// that of its metrics.
func startService(tb testing.TB, binary string, env []string, args ...string) (addr, metricsAddr string) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), binary, append(args, "-addr", "127.0.0.1:0")...)
	cmd.Env = append(os.Environ(), env...)
	const line = `"msg":"%s".*?"addr":"(.*?)"`
	addrs := start(tb, regexp.MustCompile(fmt.Sprintf("(?s)"+line+".*?"+line, "serving metrics", "listening")), cmd)
	return addrs[1], addrs[0]
}
