package jaegertracer_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// setenv sets variables, as in NAME=value, and removes all other JAEGER_*.
func setenv(t *testing.T, variables ...string) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "JAEGER_") {
			t.Setenv(name, "")
		}
	}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
}

// newTracer returns a tracer that is closed at the end of the test.
func newTracer(t *testing.T, opts ...jaegertracer.Option) *jaeger.Tracer {
	t.Helper()
	tracer, closer, err := jaegertracer.New("orders", opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closer.Close(); err != nil {
			t.Error(err)
		}
	})
	return tracer.(*jaeger.Tracer)
}

// root starts a root span, and returns its context.
func root(tracer opentracing.Tracer, operation string) jaeger.SpanContext {
	return tracer.StartSpan(operation).Context().(jaeger.SpanContext)
}

// inject returns those of the headers that a span writes.
func inject(t *testing.T, tracer opentracing.Tracer, names ...string) string {
	t.Helper()
	h := http.Header{}
	if err := tracer.Inject(root(tracer, "op"), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(h)); err != nil {
		t.Fatal(err)
	}
	var written []string
	for _, name := range names {
		if h.Get(name) != "" {
			written = append(written, name)
		}
	}
	return strings.Join(written, " ")
}

// withCounts returns an option that has the client count into the registry.
func withCounts() (*prometheus.Registry, jaegertracer.Option) {
	r := prometheus.NewRegistry()
	return r, jaegertracer.WithMetrics(jaegerprom.New(jaegerprom.WithRegisterer(r)))
}

// logged is what is logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// withLog returns an option that has the client log, and what it logs.
func withLog() (*logged, jaegertracer.Option) {
	l := new(logged)
	return l, jaegertracer.WithLogger(slog.New(slog.NewTextHandler(l, nil)))
}

// at returns the lines of that level.
func (l *logged) at(level slog.Level) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var lines []string
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, "level="+level.String()) {
			lines = append(lines, line)
		}
	}
	return lines
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
