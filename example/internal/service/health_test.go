package service_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// check asks the service at addr for its health and returns the exit code and
// what it says.
func check(t *testing.T, addr string) (code int, stderr string) {
	t.Helper()
	var out, err strings.Builder
	code = service.Command{Name: "test"}.Run(t.Context(), []string{"-healthcheck", "-addr", addr}, &out, &err)
	return code, err.String()
}

func TestHealthcheck(t *testing.T) {
	p := start(t, func(env service.Env) http.Handler { return service.NewRouter(env) })
	addr := strings.TrimPrefix(p.url, "http://")
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{addr, ":" + port, "0.0.0.0:" + port, "[::]:" + port} {
		if code, stderr := check(t, addr); code != 0 || stderr != "" {
			t.Errorf("%s: got code %d and %q, want 0", addr, code, stderr)
		}
	}
	if code := p.stop(); code != 0 {
		t.Errorf("the service ends with code %d and %q, want 0", code, p.stderr.String())
	}
	if code, stderr := check(t, addr); code != 1 || !strings.Contains(stderr, "connection refused") {
		t.Errorf("got code %d and %q of a service that is down, want 1", code, stderr)
	}
}

func TestHealthcheckOfAnUnhealthyService(t *testing.T) {
	p := start(t, func(service.Env) http.Handler { return http.NotFoundHandler() })
	defer p.stop()
	addr := strings.TrimPrefix(p.url, "http://")
	if code, stderr := check(t, addr); code != 1 || !strings.Contains(stderr, "404 Not Found") {
		t.Errorf("got code %d and %q, want 1 and the status", code, stderr)
	}
}
