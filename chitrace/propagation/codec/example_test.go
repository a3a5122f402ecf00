package codec_test

import (
	"fmt"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// A tracer takes a codec twice. This one understands new callers and old ones,
// and speaks to both.
func Example() {
	headers := codec.Composite(codec.W3C(), codec.Jaeger())
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewNullReporter(),
		jaeger.TracerOptions.Injector(opentracing.HTTPHeaders, headers),
		jaeger.TracerOptions.Extractor(opentracing.HTTPHeaders, headers))
	defer func() { _ = closer.Close() }()

	received := http.Header{
		"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
		"Tracestate":  {"rojo=00f067aa0ba902b7"},
		"Baggage":     {"user=jane%20doe"},
	}
	parent, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(received))
	if err != nil {
		fmt.Println(err)
		return
	}
	span := tracer.StartSpan("GET /orders/{id}", ext.RPCServerOption(parent))
	defer span.Finish()

	sent := http.Header{}
	if err := tracer.Inject(span.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(sent)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sent.Get("traceparent")[:36])
	fmt.Println(sent.Get("tracestate"))
	fmt.Println(sent.Get("baggage"))
	fmt.Println(sent.Get("uber-trace-id")[:33])
	fmt.Println(sent.Get("uberctx-user"))
	// Output:
	// 00-4bf92f3577b34da6a3ce929d0e0e4736-
	// rojo=00f067aa0ba902b7
	// user=jane%20doe
	// 4bf92f3577b34da6a3ce929d0e0e4736:
	// jane+doe
}

// With jaeger-client-go/config the codec is an option of NewTracer.
func Example_config() {
	cfg := config.Configuration{ServiceName: "orders", Sampler: &config.SamplerConfig{Type: "const", Param: 1}}
	headers := codec.B3()
	tracer, closer, err := cfg.NewTracer(
		config.Reporter(jaeger.NewNullReporter()),
		config.Injector(opentracing.HTTPHeaders, headers),
		config.Extractor(opentracing.HTTPHeaders, headers))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = closer.Close() }()

	received := opentracing.HTTPHeadersCarrier{"B3": {"80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1"}}
	parent, err := tracer.Extract(opentracing.HTTPHeaders, received)
	fmt.Println(parent, err)
	// Output:
	// 80f198ee56343ba864fe8b2a57d3eff7:e457b5a2e4d86bd1:0000000000000000:1 <nil>
}

// A fleet that moves from one format to another reads both, and writes what
// every receiver understands.
func ExampleComposite() {
	headers := codec.Composite(codec.W3C(), codec.B3())
	sc := jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 2, 0, true, nil)

	sent := http.Header{}
	if err := headers.Inject(sc, opentracing.HTTPHeadersCarrier(sent)); err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"traceparent", "x-b3-traceid", "x-b3-spanid", "x-b3-sampled"} {
		fmt.Printf("%s: %s\n", name, sent.Get(name))
	}
	// Output:
	// traceparent: 00-00000000000000000000000000000001-0000000000000002-01
	// x-b3-traceid: 0000000000000001
	// x-b3-spanid: 0000000000000002
	// x-b3-sampled: 1
}
