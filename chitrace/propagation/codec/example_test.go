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

// A tracer takes a codec twice. This one understands new callers and old ones, and
// speaks to both. jaeger.NewTracer has the same two options in TracerOptions.
func Example() {
	headers := codec.Composite(codec.W3C(), codec.Jaeger())
	cfg := config.Configuration{ServiceName: "orders", Sampler: &config.SamplerConfig{Type: "const", Param: 1}}
	tracer, closer, err := cfg.NewTracer(
		config.Reporter(jaeger.NewNullReporter()),
		config.Injector(opentracing.HTTPHeaders, headers),
		config.Extractor(opentracing.HTTPHeaders, headers))
	if err != nil {
		panic(err)
	}
	defer func() { _ = closer.Close() }()

	received := opentracing.HTTPHeadersCarrier{
		"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
		"Tracestate":  {"rojo=00f067aa0ba902b7"},
		"Baggage":     {"user=jane%20doe"},
	}
	parent, _ := tracer.Extract(opentracing.HTTPHeaders, received)
	span := tracer.StartSpan("GET /orders/{id}", ext.RPCServerOption(parent))
	defer span.Finish()

	sent := http.Header{}
	_ = tracer.Inject(span.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(sent))
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

// show prints the headers that a codec writes for a span of a trace with baggage.
func show(c codec.Codec, names ...string) {
	sc := jaeger.NewSpanContext(jaeger.TraceID{Low: 1}, 2, 3, true, map[string]string{"user": "jane doe"})
	sent := http.Header{}
	_ = c.Inject(sc, opentracing.HTTPHeadersCarrier(sent))
	for _, name := range names {
		fmt.Printf("%s: %s\n", name, sent.Get(name))
	}
}

func ExampleJaeger() {
	show(codec.Jaeger(), "uber-trace-id", "uberctx-user")
	// Output:
	// uber-trace-id: 0000000000000001:0000000000000002:0000000000000003:1
	// uberctx-user: jane+doe
}

func ExampleW3C() {
	show(codec.W3C(), "traceparent", "baggage")
	// Output:
	// traceparent: 00-00000000000000000000000000000001-0000000000000002-01
	// baggage: user=jane%20doe
}

func ExampleB3() {
	show(codec.B3(), "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "baggage-user")
	// Output:
	// x-b3-traceid: 0000000000000001
	// x-b3-spanid: 0000000000000002
	// x-b3-parentspanid: 0000000000000003
	// x-b3-sampled: 1
	// baggage-user: jane doe
}

func ExampleB3Single() {
	show(codec.B3Single(), "b3", "baggage-user")
	// Output:
	// b3: 0000000000000001-0000000000000002-1-0000000000000003
	// baggage-user: jane doe
}

// A fleet that moves from one format to another reads both, and writes what
// every receiver understands.
func ExampleComposite() {
	show(codec.Composite(codec.W3C(), codec.B3Single()), "traceparent", "b3", "baggage")
	// Output:
	// traceparent: 00-00000000000000000000000000000001-0000000000000002-01
	// b3: 0000000000000001-0000000000000002-1-0000000000000003
	// baggage: user=jane%20doe
}
