package fleet

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
	"github.com/opentracing-contrib/go-chi/e2e/internal/process"
)

var (
	// addrVariable matches the variable of an address that a role listens on.
	addrVariable = regexp.MustCompile(`\$\{env:([A-Z_]+_ADDR)`)
	// command matches how the file says that it is started.
	command = regexp.MustCompile(`(?m)^#.* jaeger (--config deploy/.*)$`)
)

// role is a Jaeger that runs one of the files in deploy, unchanged.
type role struct {
	name    string   // of the file, without .yaml
	args    []string // of Jaeger, as the file's own comment has them
	env     []string
	addrs   map[string]string // by variable
	metrics string            // the URL of its own metrics
	proc    *process.Process
	peak    int  // MiB, of the processes that were killed
	down    bool // killed, and not started again
}

// startRole starts the role of that name on free ports, and returns when it is
// ready.
func startRole(tb testing.TB, name string, env ...string) *role {
	tb.Helper()
	config := readConfig(tb, name)
	r := &role{name: name, args: args(tb, config), addrs: make(map[string]string)}
	for _, match := range addrVariable.FindAllStringSubmatch(config, -1) {
		r.addrs[match[1]] = freeAddr(tb)
	}
	port := strconv.Itoa(jaeger.FreePort(tb))
	r.metrics = "http://127.0.0.1:" + port + "/metrics"
	r.env = append(slices.Clone(env), "METRICS_HOST=127.0.0.1", "METRICS_PORT="+port, "LOG_LEVEL=warn", "SESSION_TIMEOUT=6s", "OTEL_TRACES_SAMPLER=always_off")
	for name, addr := range r.addrs {
		r.env = append(r.env, name+"="+addr)
	}
	r.Restart(tb)
	return r
}

func readConfig(tb testing.TB, name string) string {
	tb.Helper()
	config, err := os.ReadFile(filepath.Join(repository, "deploy", name+".yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(config)
}

func args(tb testing.TB, config string) []string {
	tb.Helper()
	match := command.FindStringSubmatch(config)
	if match == nil {
		tb.Fatal("a file does not say how it is started")
	}
	return strings.Fields(match[1])
}

// Restart starts the role, on the ports that it had.
func (r *role) Restart(tb testing.TB) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), jaegerBinary, r.args...)
	cmd.Dir = repository
	cmd.Env = append(os.Environ(), r.env...)
	r.proc = process.Start(tb, cmd)
	poll.Within(tb, startLimit, r.name+" to be ready", func(ctx context.Context) error {
		if r.proc.Exited() {
			tb.Fatalf("%s does not start", r.name)
		}
		return r.healthy(ctx)
	})
	r.down = false
}

// Kill ends the role without warning.
func (r *role) Kill(tb testing.TB) {
	tb.Helper()
	r.peak = r.PeakMemory(tb)
	r.proc.Kill()
	r.down = true
}

// PeakMemory is the most memory that any process of the role has had, in MiB.
func (r *role) PeakMemory(tb testing.TB) int {
	tb.Helper()
	if r.down {
		return r.peak
	}
	return max(r.peak, r.proc.PeakMemory(tb))
}

func (r *role) healthy(ctx context.Context) error {
	res, err := get(ctx, "http://"+r.addrs["HEALTH_ADDR"]+"/status")
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("its health is %s", res.Status)
	}
	return nil
}

// metric is the sum of the series of that name.
func (r *role) metric(ctx context.Context, name string) (float64, error) {
	res, err := get(ctx, r.metrics)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(res.Body)
	if err != nil {
		return 0, err
	}
	family, ok := families[name]
	if !ok {
		return 0, errors.New("there is no metric " + name)
	}
	sum := 0.0
	for _, m := range family.GetMetric() {
		sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
	}
	return sum, nil
}

// startLimit is for a Jaeger that reads its storage while others use the cores.
const startLimit = time.Minute

func get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

// Client asks the role's query API.
func (r *role) Client() jaeger.Client {
	return jaeger.Client{URL: "http://" + r.addrs["QUERY_HTTP_ADDR"]}
}
