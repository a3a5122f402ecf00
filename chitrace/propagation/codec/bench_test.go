package codec_test

import (
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// request is what a browser behind a proxy sends, and then some.
func request(more ...string) opentracing.HTTPHeadersCarrier {
	return headers(append(more,
		"Accept", "*/*", "Accept-Encoding", "gzip", "Accept-Language", "en", "Authorization", "Bearer x",
		"Cache-Control", "no-cache", "Content-Length", "0", "Content-Type", "text/plain", "Cookie", "a=b",
		"User-Agent", "bench", "X-Forwarded-For", "::1", "X-Forwarded-Proto", "https", "X-Request-Id", "1")...)
}

func BenchmarkExtract(b *testing.B) {
	benchmarks := []struct {
		name    string
		codec   jaeger.Extractor
		carrier opentracing.HTTPHeadersCarrier
	}{
		{"W3C", codec.W3C(), request("traceparent", exampleTraceparent)},
		{"W3C/state+baggage", codec.W3C(), request("traceparent", exampleTraceparent, "tracestate", "rojo=1,congo=2", "baggage", "user=jane%20doe")},
		{"W3C/none", codec.W3C(), request()},
		{"Jaeger", codec.Jaeger(), request("uber-trace-id", "1:2:0:1")},
		{"Jaeger/baggage", codec.Jaeger(), request("uber-trace-id", "1:2:0:1", "uberctx-user", "jane+doe")},
		{"Jaeger/none", codec.Jaeger(), request()},
		{"B3", codec.B3(), request("x-b3-traceid", b3Trace, "x-b3-spanid", b3Span, "x-b3-sampled", "1")},
		{"B3Single", codec.B3Single(), request("b3", b3Trace+"-"+b3Span+"-1")},
		{"Composite", every["Composite"], request("traceparent", exampleTraceparent)},
		{"Composite/none", every["Composite"], request()},
	}
	for _, bb := range benchmarks {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = bb.codec.Extract(bb.carrier)
			}
		})
	}
}

func BenchmarkInject(b *testing.B) {
	sc := sampled(map[string]string{"user": "jane doe"})
	for name, c := range every {
		b.Run(name, func(b *testing.B) {
			carrier := request()
			b.ReportAllocs()
			for b.Loop() {
				_ = c.Inject(sc, carrier)
			}
		})
	}
}
