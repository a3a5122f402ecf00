package service_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

// logs takes what a service logs, line by line.
type logs chan map[string]any

func (l logs) Write(p []byte) (int, error) {
	var line map[string]any
	if err := json.Unmarshal(p, &line); err != nil {
		line = map[string]any{"msg": string(p)}
	}
	l <- line
	return len(p), nil
}

// wait returns the next line with the message.
func (l logs) wait(t *testing.T, msg string) map[string]any {
	t.Helper()
	for line := range l {
		switch line["msg"] {
		case msg:
			return line
		case exited:
			t.Fatalf("the service ends before it logs %q", msg)
		}
	}
	return nil
}

// exited follows what a service logs.
const exited = "exited"

// process is a service that runs until it is stopped.
type process struct {
	url        string
	metricsURL string

	logs   logs
	stderr strings.Builder
	cancel context.CancelFunc
	code   chan int
}

// start runs the service on a free port.
func start(t *testing.T, handler func(service.Env) http.Handler, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p := &process{logs: make(logs, 100), cancel: cancel, code: make(chan int, 1)}
	command := service.Command{Name: "test", Addr: "127.0.0.1:0", Handler: handler}
	go func() {
		p.code <- command.Run(ctx, args, p.logs, &p.stderr)
		p.logs <- map[string]any{"msg": exited}
	}()
	p.metricsURL = "http://" + p.logs.wait(t, "serving metrics")["addr"].(string) + "/metrics"
	p.url = "http://" + p.logs.wait(t, "listening")["addr"].(string)
	return p
}

// stop returns the exit code.
func (p *process) stop() int {
	p.cancel()
	return <-p.code
}

// get returns the response's status and body.
func get(t *testing.T, url string) (status int, body string) {
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
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
