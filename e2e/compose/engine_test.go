package compose

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// docker runs a docker command and returns what it printed, without the last
// line feed.
func docker(ctx context.Context, args ...string) (string, error) {
	return run(exec.CommandContext(ctx, "docker", args...))
}

func run(cmd *exec.Cmd) (string, error) {
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%v: %w\n%s%s", cmd, err, &out, &problems)
	}
	return strings.TrimRight(out.String(), "\n"), nil
}

// workTime returns a context that ends while there is still time to clean up: a
// test that runs into go test's timeout would leave everything behind.
func workTime(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	deadline, limited := t.Deadline()
	if !limited {
		return context.WithCancel(t.Context())
	}
	return context.WithDeadline(t.Context(), deadline.Add(-2*time.Minute))
}

// project is one docker compose project, of the repository's own files.
type project struct {
	name    string
	folder  string
	command []string // docker compose, as it is called here
	env     []string
}

// newProject finds out how docker compose is called: as a plugin of docker, or
// by its old name.
func newProject(ctx context.Context, folder string) (*project, error) {
	p := &project{name: fmt.Sprintf("chitrace-e2e-%d", os.Getpid()), folder: folder}
	for _, command := range [][]string{{"docker", "compose"}, {"docker-compose"}} {
		p.command = command
		if _, err := p.compose(ctx, "version"); err == nil {
			return p, nil
		}
	}
	return nil, fmt.Errorf("there is neither docker compose nor docker-compose")
}

func (p *project) compose(ctx context.Context, args ...string) (string, error) {
	args = append(append(p.command[1:len(p.command):len(p.command)], "-p", p.name), args...)
	cmd := exec.CommandContext(ctx, p.command[0], args...)
	cmd.Dir = p.folder
	cmd.Env = append(os.Environ(), p.env...)
	return run(cmd)
}

// mustCompose is compose where nothing can go wrong.
func (p *project) mustCompose(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := workTime(t)
	defer cancel()
	out, err := p.compose(ctx, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inspect returns what a template makes of the container of a service.
func (p *project) inspect(ctx context.Context, service, template string) (string, error) {
	id, err := p.compose(ctx, "ps", "--all", "-q", service)
	if err != nil {
		return "", err
	}
	return docker(ctx, "inspect", "--format", template, id)
}

// importImage makes an image of a tar archive that write writes.
func importImage(ctx context.Context, name string, changes []string, write func(io.Writer) error) error {
	args := []string{"import"}
	for _, change := range changes {
		args = append(args, "--change", change)
	}
	cmd := exec.CommandContext(ctx, "docker", append(args, "-", name)...)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	written := make(chan error, 1)
	go func() {
		err := write(pipe)
		written <- err
		_ = pipe.Close()
	}()
	_, err = run(cmd)
	if writeErr := <-written; err == nil {
		err = writeErr
	}
	return err
}
