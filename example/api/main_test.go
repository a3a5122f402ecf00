package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/uber/jaeger-client-go/thrift"
	"github.com/uber/jaeger-client-go/thrift-gen/jaeger"
)

// TestMain lets the test binary stand in for the command.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_MAIN") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), "RUN_MAIN=1")
	return cmd
}

func TestMistakes(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	tests := []struct {
		name     string
		args     []string
		env      string
		wantCode int
		want     string
	}{
		{"taken port", []string{"-addr", taken.Addr().String()}, "", 1, "address already in use"},
		{"taken port for metrics", []string{"-metrics-addr", taken.Addr().String()}, "", 1, "address already in use"},
		{"bad address", nil, "ADDR=nonsense", 1, "address nonsense: missing port"},
		{"bad URL", []string{"-downstream", "localhost"}, "", 1, `prices at "localhost": want http://host:port`},
		{"bad sampler", nil, "JAEGER_SAMPLER_TYPE=x", 1, "JAEGER_SAMPLER_TYPE"},
		{"unknown flag", []string{"-x"}, "", 2, "flag provided but not defined: -x"},
		{"argument", []string{"x"}, "", 2, `unexpected argument "x"`},
		{"unhealthy", []string{"-healthcheck", "-addr", closed.Listener.Addr().String()}, "", 1, "/healthz"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := command(t, tt.args...)
			cmd.Env = append(cmd.Env, "ADDR=127.0.0.1:0", tt.env)
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != tt.wantCode || !strings.Contains(string(out), tt.want) {
				t.Errorf("got code %d and %q, want %d and %q", code, out, tt.wantCode, tt.want)
			}
		})
	}
}

// collector is a collector's HTTP endpoint that keeps the names of the spans.
type collector struct {
	mu    sync.Mutex
	spans []string
}

func (c *collector) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	buffer := thrift.NewTMemoryBuffer()
	if _, err := buffer.Write(body); err != nil {
		return
	}
	var batch jaeger.Batch
	if err := batch.Read(r.Context(), thrift.NewTBinaryProtocolConf(buffer, nil)); err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range batch.Spans {
		c.spans = append(c.spans, batch.Process.ServiceName+" "+s.OperationName)
	}
}

// The service logs, counts and reports a request that panics, and SIGTERM loses
// no span. A probe of its health does none of this.
func TestService(t *testing.T) {
	var spans collector
	endpoint := httptest.NewServer(&spans)
	defer endpoint.Close()
	cmd := command(t, "-addr", "127.0.0.1:0")
	cmd.Env = append(cmd.Env, "JAEGER_ENDPOINT="+endpoint.URL+"/api/traces", "JAEGER_REPORTER_FLUSH_INTERVAL=1h")
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	wait := func(msg string) map[string]any {
		for lines.Scan() {
			var line map[string]any
			if json.Unmarshal(lines.Bytes(), &line) == nil && line["msg"] == msg {
				return line
			}
			if line["path"] == "/healthz" {
				t.Errorf("a probe is logged: %v", line)
			}
		}
		t.Fatalf("the service ends before it logs %q", msg)
		return nil
	}
	metricsAddr := wait("serving metrics")["addr"].(string)
	addr := wait("listening")["addr"].(string)

	if out, err := command(t, "-healthcheck", "-addr", addr).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the service is unhealthy: %v %s", err, out)
	}
	header, _ := get(t, "http://"+addr+"/v1/orders/1003/invoice")
	traceID, _, _ := strings.Cut(header.Get("Uber-Trace-Id"), ":")
	for _, msg := range []string{"panic", "request"} {
		if line := wait(msg); len(traceID) != 32 || line["trace_id"] != traceID || line["service"] != "orders" {
			t.Errorf("got %v, want it to lead to trace %s", line, traceID)
		}
	}

	_, body := get(t, "http://"+metricsAddr+"/metrics")
	for _, want := range []string{
		`(?m)^http_server_requests_total\{.*route="/v1/orders/\{orderID\}/invoice".*\} 1(\.0)? # \{trace_id="` + traceID + `"\}`,
		`(?m)^jaeger_tracer_reporter_queue_length `,
		`(?m)^go_goroutines `,
	} {
		if !regexp.MustCompile(want).MatchString(body) {
			t.Errorf("there is no %s in\n%s", want, body)
		}
	}
	if strings.Contains(body, "healthz") {
		t.Errorf("a probe is counted in\n%s", body)
	}

	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Skip("no SIGTERM on this system:", err)
	}
	wait("stopped")
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	if got := strings.Join(spans.spans, ", "); got != "orders GET /v1/orders/{orderID}/invoice" {
		t.Errorf("the collector has %q, want the one span", got)
	}
}

// get asks for OpenMetrics, the format that has exemplars.
func get(t *testing.T, url string) (header http.Header, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/openmetrics-text")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.Header, string(b)
}
