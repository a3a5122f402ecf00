package programs

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

// StartService starts a service of the example on a free port, and returns its
// URL when it listens. Unless env says otherwise, it reports its spans without
// delay and from a queue that no test fills.
func StartService(tb testing.TB, binary string, env []string, args ...string) (p *process.Process, url string) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), binary, append(args, "-addr", "127.0.0.1:0")...)
	cmd.Env = slices.Concat(foreignEnviron(), []string{
		"JAEGER_REPORTER_FLUSH_INTERVAL=50ms",
		"JAEGER_REPORTER_MAX_QUEUE_SIZE=10000",
	}, env)
	p = process.Start(tb, cmd)
	poll.Until(tb, p.Name()+" to listen", func(context.Context) error {
		if p.Exited() {
			tb.Fatalf("%s does not start", p.Name())
		}
		addr, err := LoggedAddr(p.Output(), "listening")
		url = "http://" + addr
		return err
	})
	return p, url
}

// foreignEnviron is our own environment, without what the services would read.
func foreignEnviron() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "JAEGER_")
	})
}

// LoggedAddr finds the line with that message in what a service logged, and
// returns its address.
func LoggedAddr(log, msg string) (string, error) {
	for line := range strings.Lines(log) {
		var record struct{ Msg, Addr string }
		if json.Unmarshal([]byte(line), &record) == nil && record.Msg == msg {
			return record.Addr, nil
		}
	}
	return "", errors.New("it has not said so")
}
