package opentelemetry_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-lib/metrics/metricstest"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	collectorpb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

// collector is a receiver of OTLP by HTTP.
type collector struct {
	*httptest.Server
	answer func(w http.ResponseWriter, n int) bool // to request n; false: it is not taken

	mu       sync.Mutex
	requests int
	batches  []int
	spans    []*tracepb.Span
	scopes   []*commonpb.InstrumentationScope
	resource map[string]any
}

// startCollector starts a collector that takes all, or what answer says.
func startCollector(t *testing.T, answer func(w http.ResponseWriter, n int) bool) *collector {
	t.Helper()
	c := &collector{answer: answer}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	if c.answer != nil && !c.answer(w, c.requests) {
		return
	}
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(body)
	}
	raw, err := io.ReadAll(body)
	request := new(collectorpb.ExportTraceServiceRequest)
	if err != nil || proto.Unmarshal(raw, request) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	n := 0
	for _, resource := range request.GetResourceSpans() {
		c.resource = values(resource.GetResource().GetAttributes())
		for _, scope := range resource.GetScopeSpans() {
			c.scopes = append(c.scopes, scope.GetScope())
			c.spans = append(c.spans, scope.GetSpans()...)
			n += len(scope.GetSpans())
		}
	}
	c.batches = append(c.batches, n)
}

// span returns the span of that name.
func (c *collector) span(t *testing.T, name string) *tracepb.Span {
	t.Helper()
	for _, s := range c.spans {
		if s.GetName() == name {
			return s
		}
	}
	t.Fatalf("no span %s in %v", name, c.spans)
	return nil
}

// values returns attributes by key.
func values(list []*commonpb.KeyValue) map[string]any {
	m := map[string]any{}
	for _, kv := range list {
		switch v := kv.GetValue().GetValue().(type) {
		case *commonpb.AnyValue_StringValue:
			m[kv.GetKey()] = v.StringValue
		case *commonpb.AnyValue_BoolValue:
			m[kv.GetKey()] = v.BoolValue
		case *commonpb.AnyValue_IntValue:
			m[kv.GetKey()] = v.IntValue
		case *commonpb.AnyValue_DoubleValue:
			m[kv.GetKey()] = v.DoubleValue
		case *commonpb.AnyValue_ArrayValue:
			var list []string
			for _, item := range v.ArrayValue.GetValues() {
				list = append(list, item.GetStringValue())
			}
			m[kv.GetKey()] = fmt.Sprint(list)
		}
	}
	return m
}

// newExporter returns an exporter that tries again after a moment, and gives up
// after two seconds.
func newExporter(t *testing.T, url string) sdktrace.SpanExporter {
	t.Helper()
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(url+"/v1/traces"),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{
			Enabled: true, InitialInterval: time.Millisecond, MaxInterval: time.Millisecond, MaxElapsedTime: 2 * time.Second,
		}))
	if err != nil {
		t.Fatal(err)
	}
	return exporter
}

// tracing is a tracer that sends to an exporter, and what its reporter counts.
type tracing struct {
	*jaeger.Tracer
	counted *metricstest.Factory
	close   func() error
}

func newTracing(t *testing.T, exporter sdktrace.SpanExporter, opts ...opentelemetry.Option) tracing {
	t.Helper()
	counted := metricstest.NewFactory(0)
	tracer, closer, err := jaegertracer.New("orders",
		jaegertracer.WithSender(opentelemetry.NewSender(exporter, opts...)),
		jaegertracer.WithMetrics(counted), jaegertracer.WithLogger(slog.New(slog.DiscardHandler)),
		jaegertracer.WithConfig(func(c *config.Configuration) {
			c.Tags = append(c.Tags, opentracing.Tag{Key: "zone", Value: "a"})
		}))
	if err != nil {
		t.Fatal(err)
	}
	closeOnce := sync.OnceValue(closer.Close)
	t.Cleanup(func() { _ = closeOnce() })
	return tracing{tracer.(*jaeger.Tracer), counted, closeOnce}
}

// export has spans made, and returns what arrives of them.
func export(t *testing.T, use func(opentracing.Tracer), opts ...opentelemetry.Option) *collector {
	t.Helper()
	c := startCollector(t, nil)
	tracer := newTracing(t, newExporter(t, c.URL), opts...)
	use(tracer)
	if err := tracer.close(); err != nil {
		t.Fatal(err)
	}
	return c
}

// wantCounts checks what the reporter has counted, such as "ok=3".
func (tr tracing) wantCounts(t *testing.T, want string) {
	t.Helper()
	counters, _ := tr.counted.Snapshot()
	var got []string
	for _, result := range []string{"ok", "err", "dropped"} {
		if n := counters["jaeger.tracer.reporter_spans|result="+result]; n > 0 {
			got = append(got, fmt.Sprintf("%s=%d", result, n))
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("the reporter counts %v, want %s", got, want)
	}
}
