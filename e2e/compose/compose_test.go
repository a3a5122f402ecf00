package compose

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/programs"
)

var enabled = flag.Bool("compose", false, "use the Docker engine")

// The demo comes up from the repository's own files, unchanged, shows its traces
// in Jaeger, and goes without leaving anything behind. One variable has it send
// its spans by OTLP.
func TestDemo(t *testing.T) {
	if !*enabled {
		t.Skip("this test uses the Docker engine: run it with -compose")
	}
	ctx := t.Context()
	if _, err := docker(ctx, "info"); err != nil {
		t.Skip("no Docker engine answers: docker info fails")
	}
	folder, err := programs.Repository(ctx)
	if err != nil {
		t.Fatal(err)
	}
	images, err := baseImages(folder)
	if err != nil {
		t.Fatal(err)
	}
	provideImages(t, images)
	t.Run("Thrift", func(t *testing.T) { checkDemo(t, startDemo(t, folder)) })
	t.Run("OTLP", func(t *testing.T) {
		checkDemo(t, startDemo(t, folder, "SPANS=otlp-"))
	})
}

func checkDemo(t *testing.T, p *project) {
	t.Helper()
	ctx := t.Context()
	for _, service := range []string{"downstream", "api"} {
		poll.Until(t, service+" to be healthy", func(ctx context.Context) error {
			health, err := p.inspect(ctx, service, "{{.State.Health.Status}}")
			if err == nil && health != "healthy" {
				err = fmt.Errorf("it is %s", health)
			}
			return err
		})
	}
	api := "http://" + p.mustCompose(t, "port", "api", "8080")
	server := jaeger.Client{URL: "http://" + p.mustCompose(t, "port", "jaeger", "16686")}

	status, id := get(t, api+"/v1/orders/1003")
	if status != http.StatusOK {
		t.Errorf("status is %d", status)
	}
	checkTrace(t, server.Trace(t, id, 4), `
orders server GET /v1/orders/{orderID} 200
	orders sum prices
		orders client GET /v1/prices/{sku} 200
			prices server GET /v1/prices/{sku} 200
`)

	p.mustCompose(t, "stop", "downstream")
	if code, err := p.inspect(ctx, "downstream", "{{.State.ExitCode}}"); err != nil || code != "0" {
		t.Errorf("downstream ended with exit code %s, %v", code, err)
	}
	status, id = get(t, api+"/v1/orders/1003")
	if status != http.StatusBadGateway {
		t.Errorf("without downstream, status is %d", status)
	}
	checkTrace(t, server.Trace(t, id, 3), `
orders server GET /v1/orders/{orderID} 502 error
	orders sum prices error
		orders client GET /v1/prices/{sku} error
`)
}

// The files that the profile mounts are there.
func TestProfile(t *testing.T) {
	folder, err := programs.Repository(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProject(t.Context(), folder)
	if err != nil {
		t.Skip(err)
	}
	mounts := regexp.MustCompile(`(?m)(/\S+/deploy/\S+?):\S+:ro|source: (\S+/deploy/\S+)`)
	found := mounts.FindAllStringSubmatch(p.mustCompose(t, "--profile", "observability", "config"), -1)
	if len(found) != 3 {
		t.Errorf("got mounts %q, want 3", found)
	}
	for _, mount := range found {
		if _, err := os.Stat(mount[1] + mount[2]); err != nil {
			t.Error(err)
		}
	}
}

// The fleet's file is valid, and every file of deploy that it starts a role with
// is there. It cannot be brought up without a registry.
func TestFleet(t *testing.T) {
	folder, err := programs.Repository(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProject(t.Context(), folder)
	if err != nil {
		t.Skip(err)
	}
	out := p.mustCompose(t, "-f", "docker-compose.fleet.yml", "config")
	roles := regexp.MustCompile(`deploy/\S+\.yaml`).FindAllString(out, -1)
	if len(roles) != 7 {
		t.Errorf("got the roles %q, want seven", roles)
	}
	for _, role := range roles {
		if _, err := os.Stat(filepath.Join(folder, filepath.FromSlash(role))); err != nil {
			t.Error(err)
		}
	}
}

// Every container can write to its temporary files only, has no capability, and is
// limited; Kafka alone may write elsewhere. Ports are published on loopback.
func TestClosed(t *testing.T) {
	folder, err := programs.Repository(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProject(t.Context(), folder)
	if err != nil {
		t.Skip(err)
	}
	for _, args := range [][]string{
		{"--profile", "observability", "config"},
		{"-f", "docker-compose.fleet.yml", "config"},
	} {
		var file struct {
			Services map[string]struct {
				ReadOnly    bool     `yaml:"read_only"`
				CapDrop     []string `yaml:"cap_drop"`
				SecurityOpt []string `yaml:"security_opt"`
				Privileged  bool
				Memory      any `yaml:"mem_limit"`
				CPUs        any `yaml:"cpus"`
				PIDs        int `yaml:"pids_limit"`
				Ports       []any
			}
		}
		if err := yaml.Unmarshal([]byte(p.mustCompose(t, args...)), &file); err != nil {
			t.Fatal(err)
		}
		if len(file.Services) < 5 {
			t.Errorf("%q: got %d services, want all", args, len(file.Services))
		}
		for name, s := range file.Services {
			if !s.ReadOnly && name != "kafka" || s.Privileged || !slices.Equal(s.CapDrop, []string{"ALL"}) ||
				!slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}) ||
				s.Memory == nil || s.CPUs == nil || s.PIDs == 0 {
				t.Errorf("%s is not closed: %+v", name, s)
			}
			for _, port := range s.Ports {
				if !strings.Contains(fmt.Sprint(port), "127.0.0.1") {
					t.Errorf("%s publishes %v, want it on loopback", name, port)
				}
			}
		}
	}
}

// startDemo brings the demo up, on ports that are free, and takes it down when
// the test is over.
func startDemo(t *testing.T, folder string, env ...string) *project {
	t.Helper()
	p, err := newProject(t.Context(), folder)
	if err != nil {
		t.Skip(err)
	}
	p.env = append([]string{"API_PORT=0", "JAEGER_UI_PORT=0"}, env...)
	t.Cleanup(func() { p.takeDown(t) })
	p.mustCompose(t, "up", "--build", "--detach")
	return p
}

// takeDown stops and removes all that the project consists of.
func (p *project) takeDown(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if t.Failed() {
		logs, _ := p.compose(ctx, "logs", "--tail", "50")
		t.Log(logs)
	}
	if _, err := p.compose(ctx, "down", "--volumes", "--rmi", "local", "--remove-orphans"); err != nil {
		t.Error(err)
	}
	ours := "--filter=label=com.docker.compose.project=" + p.name
	for _, list := range [][]string{
		{"container", "ls", "--all", ours},
		{"network", "ls", ours},
		{"volume", "ls", ours},
		{"image", "ls", "--filter=reference=" + p.name + "*"},
	} {
		if left, err := docker(ctx, append(list, "--quiet")...); err != nil || left != "" {
			t.Errorf("left behind: %s %s %v", list[0], left, err)
		}
	}
}

// get sends a request, and returns with the status which trace it belongs to.
func get(t *testing.T, url string) (status int, traceID string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	traceID, _, _ = strings.Cut(res.Header.Get("Uber-Trace-Id"), ":")
	return res.StatusCode, traceID
}

func checkTrace(t *testing.T, trace jaeger.Trace, want string) {
	t.Helper()
	if got, want := trace.String(), strings.TrimPrefix(want, "\n"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
