package opentelemetry_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/transport"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"

	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

// BenchmarkSenders measures what the reporter's goroutine does for one server span
// of chitrace, by HTTP to a server that reads and forgets it, in batches of 100.
func BenchmarkSenders(b *testing.B) {
	var received atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		received.Add(n)
	}))
	defer server.Close()
	otlp := func(opts ...otlptracehttp.Option) jaeger.Transport {
		exporter, err := otlptracehttp.New(b.Context(), append(opts, otlptracehttp.WithEndpointURL(server.URL))...)
		if err != nil {
			b.Fatal(err)
		}
		return opentelemetry.NewSender(exporter)
	}
	for _, way := range []struct {
		name   string
		sender jaeger.Transport
	}{
		{"Thrift", transport.NewHTTPTransport(server.URL)},
		{"OTLP", otlp()},
		{"OTLP gzip", otlp(otlptracehttp.WithCompression(otlptracehttp.GzipCompression))},
	} {
		b.Run(way.name, func(b *testing.B) {
			tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewNullReporter(),
				jaeger.TracerOptions.Gen128Bit(true))
			defer func() { _ = closer.Close() }()
			spans := make([]*jaeger.Span, 100)
			for i := range spans {
				spans[i] = tracer.StartSpan("GET /v1/orders/{orderID}", opentracing.Tags{
					"span.kind": "server", "component": "go-chi/chi", "http.method": "GET",
					"http.url": "https://shop.example.com/v1/orders/1001", "http.route": "/v1/orders/{orderID}",
					"http.status_code": uint16(200), "http.response_size": int64(129), "http.route.param.orderID": "1001",
				}).(*jaeger.Span)
				spans[i].Finish()
			}
			received.Store(0)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, err := way.sender.Append(spans[i%100]); err != nil {
					b.Fatal(err)
				}
				if i++; i%100 == 0 {
					if _, err := way.sender.Flush(); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(received.Load())/float64(i/100*100), "wire-B/op")
		})
	}
}
