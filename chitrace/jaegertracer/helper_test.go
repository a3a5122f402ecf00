package jaegertracer_test

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

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

// inject returns the headers of a request that a span makes.
func inject(t *testing.T, tracer opentracing.Tracer) http.Header {
	t.Helper()
	h := http.Header{}
	if err := tracer.Inject(root(tracer, "op"), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(h)); err != nil {
		t.Fatal(err)
	}
	return h
}

// records are what is logged.
type records struct {
	mu      sync.Mutex
	records []slog.Record
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }
func (r *records) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *records) WithGroup(string) slog.Handler            { return r }

func (r *records) Handle(_ context.Context, record slog.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.records = append(r.records, record)
	return nil
}

// at returns the messages with their attributes, of that level.
func (r *records) at(level slog.Level) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []string
	for _, record := range r.records {
		if record.Level == level {
			line := record.Message
			record.Attrs(func(a slog.Attr) bool {
				line += " " + a.String()
				return true
			})
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
