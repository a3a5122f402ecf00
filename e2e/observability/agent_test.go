package observability

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

// An agent drops a span that is too large, and most of its batch, without a count.
func TestAgentDropsSpans(t *testing.T) {
	t.Parallel()
	installed(t, "prometheus")
	traces := jaeger.Start(t, jaegerBinary, jaeger.Everything())
	otlp, metrics := startAgent(t, traces.OTLPGRPC())
	prometheus := startPrometheus(t, map[string]string{"jaeger:8888": metrics})

	sendSpans(t, otlp, 10)
	poll.Until(t, "Prometheus to know of the first batch", func(context.Context) error {
		if got := prometheus.query(t, "job_instance:otelcol_unsent_spans:sum == 0", time.Now()); len(got) != 1 {
			return fmt.Errorf("it knows %v", got)
		}
		return nil
	})
	sendSpans(t, otlp, 1_000_000)
	wait(t.Context(), loadTime)
	checkFired(t, prometheus, time.Now(), "JaegerSpansDropped jaeger ")
}

// startAgent starts deploy/agent.yaml, and returns the addresses of its OTLP over
// HTTP and of its metrics.
func startAgent(t *testing.T, collector string) (otlp, metrics string) {
	t.Helper()
	addr := func() string { return "127.0.0.1:" + strconv.Itoa(jaeger.FreePort(t)) }
	health := addr()
	otlp, metrics = addr(), addr()
	cmd := exec.CommandContext(t.Context(), jaegerBinary, "--config", "deploy/agent.yaml")
	cmd.Dir = filepath.Dir(deploy)
	cmd.Env = append(os.Environ(), "COLLECTOR="+collector, "HEALTH_ADDR="+health,
		"OTLP_HTTP_ADDR="+otlp, "OTLP_GRPC_ADDR="+addr(), "THRIFT_HTTP_ADDR="+addr(), "THRIFT_UDP_ADDR="+addr(),
		"METRICS_PORT="+metrics[strings.LastIndex(metrics, ":")+1:])
	process.Start(t, cmd)
	awaitOK(t, "the agent", "http://"+health+"/status")
	return otlp, metrics
}

// sendSpans sends 32 spans at once, the fourth with a tag of that size.
func sendSpans(t *testing.T, otlp string, size int) {
	t.Helper()
	type object = map[string]any
	var spans []object
	for i := range 32 {
		value := "small"
		if i == 3 {
			value = strings.Repeat("x", size)
		}
		spans = append(spans, object{
			"traceId": fmt.Sprintf("%032x", i+1), "spanId": fmt.Sprintf("%016x", i+1), "name": "span",
			"attributes": []object{{"key": "tag", "value": object{"stringValue": value}}},
		})
	}
	body, err := json.Marshal(object{"resourceSpans": []object{{"scopeSpans": []object{{"spans": spans}}}}})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+otlp+"/v1/traces", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the agent answers %s", res.Status)
	}
}
