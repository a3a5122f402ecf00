package interop

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

// way is how the services of the example send their spans.
type way struct {
	name           string
	orders, prices []string // the commands
	env            []string
}

// ways are Thrift and OTLP, to server.
func ways(server *collector.Server) []way {
	const flush = "JAEGER_REPORTER_FLUSH_INTERVAL=50ms"
	otlp := func(name string, env ...string) way {
		return way{name, []string{otlpBinary, "-service=orders"}, []string{otlpBinary, "-service=prices"}, append(env, flush)}
	}
	return []way{
		{"Thrift", []string{apiBinary}, []string{downstreamBinary}, append(server.ByHTTP(), flush)},
		otlp("OTLP by HTTP", "OTEL_EXPORTER_OTLP_ENDPOINT="+server.OTLP()),
		otlp("OTLP by gRPC", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_ENDPOINT="+server.OTLPByGRPC()),
	}
}

// service is one of the example's services that runs.
type service struct {
	*process.Process
	url string
}

// run runs one of the services on a free port.
func run(t *testing.T, command, env []string, args ...string) service {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], append(command[1:len(command):len(command)], args...)...)
	cmd.Args = append(cmd.Args, "-addr", "127.0.0.1:0")
	cmd.Env = env // Nothing of ours: it might have JAEGER_ and OTEL_ variables.
	p := process.Start(t, cmd)
	var addr string
	poll.Until(t, p.Name()+" to listen", func(context.Context) error {
		if p.Exited() {
			t.Fatalf("%s does not start", p.Name())
		}
		for line := range strings.Lines(p.Output()) {
			var record struct{ Msg, Addr string }
			if json.Unmarshal([]byte(line), &record) == nil && record.Msg == "listening" {
				addr = record.Addr
				return nil
			}
		}
		return errors.New("it has not said so")
	})
	return service{p, "http://" + addr}
}

// get makes a request, and returns the trace that the orders service says it
// belongs to.
func get(t *testing.T, url string) (traceID string) {
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
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	traceID, _, ok := strings.Cut(res.Header.Get("Uber-Trace-Id"), ":")
	if !ok {
		t.Fatalf("GET %s: the answer names no trace", url)
	}
	return traceID
}
