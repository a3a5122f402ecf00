package quickstart

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/opentracing-contrib/go-chi/e2e/internal/document"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
	"github.com/opentracing-contrib/go-chi/e2e/internal/wire"
)

const module = "github.com/opentracing-contrib/go-chi"

var url = regexp.MustCompile(`<(http://127\.0\.0\.1:8080/hello/(\w+))>`)

// The commands and the program are pasted as they are. Ctrl-C right after a
// request loses no span, and the program ends as it should.
func TestQuickStart(t *testing.T) {
	repository, err := programs.Repository(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	section := document.Read(t, filepath.Join(repository, "README.md"), "## Quick start")
	commands := section.Blocks(t, "sh", 2)[0] // The other one starts a Jaeger.
	program := section.Blocks(t, "go", 1)[0]
	link := url.FindStringSubmatch(string(section))
	if link == nil {
		t.Fatal("no URL to try")
	}

	port := portFor(t, "8080")
	program = strings.ReplaceAll(program, ":8080", ":"+port)
	target := strings.ReplaceAll(link[1], ":8080", ":"+port)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}

	// The only addition: nothing is published from a checkout.
	initialize := regexp.MustCompile(`(?m)^go mod init .*\n`)
	commands = initialize.ReplaceAllString(commands, "${0}go mod edit -replace="+module+"="+repository+"\n")
	build, _, found := strings.Cut(commands, "./hello\n")
	if !found {
		t.Fatal("no command runs the program")
	}
	shell(t, folder, build)

	for name, receiver := range map[string]*wire.Meter{"UDP": wire.UDP(t), "HTTP": wire.HTTP(t)} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "./hello")
			cmd.Dir = folder
			cmd.Env = append(os.Environ(), receiver.Env...)
			p := process.Start(t, cmd)
			poll.Until(t, "an answer", func(ctx context.Context) error {
				if p.Exited() {
					t.Fatal("the program ends")
				}
				return get(ctx, target, "Hello "+link[2]+"\n")
			})
			p.Signal(syscall.SIGINT)
			if err := p.Wait(t); err != nil {
				t.Errorf("the program ends with %v", err)
			}
			poll.Until(t, "the span", func(context.Context) error {
				if got := receiver.Spans("server").Count; got != 1 {
					return fmt.Errorf("there are %d", got)
				}
				return nil
			})
		})
	}
}

// shell runs the commands one after the other.
func shell(t *testing.T, folder, commands string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", commands)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%v\n%s", commands, err, out)
	}
}

// portFor returns that port, or a free one in its place where it is taken.
func portFor(t *testing.T, port string) string {
	t.Helper()
	for _, port := range []string{port, "0"} {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:"+port)
		if err != nil {
			continue
		}
		defer func() { _ = l.Close() }()
		_, free, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return free
	}
	t.Fatal("no free port")
	return ""
}

func get(ctx context.Context, url, want string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && string(body) != want {
		err = fmt.Errorf("got %q, want %q", body, want)
	}
	return err
}
