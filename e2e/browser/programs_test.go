package browser

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

// startDemo starts go run ./example -serve, and returns its URL.
func startDemo(t *testing.T) string {
	t.Helper()
	repository, err := programs.Repository(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(repository, "e2e", "bin", "demo")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./example")
	build.Dir = repository
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	return start(t, binary, "-serve")
}

// startOrders starts the api alone, and returns its URL.
func startOrders(t *testing.T, env ...string) string {
	t.Helper()
	api, _, err := programs.Services(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, url := programs.StartService(t, api, env)
	return url + "/"
}

var address = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// start starts a program. The first address that it prints is the one that it
// listens on.
func start(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	p := process.Start(t, cmd)
	var url string
	poll.Until(t, p.Name()+" to listen", func(context.Context) error {
		if p.Exited() {
			t.Fatalf("%s does not start", p.Name())
		}
		if url = address.FindString(p.Output()); url == "" {
			return errors.New("it has not said so")
		}
		return nil
	})
	return "http://" + url + "/"
}
