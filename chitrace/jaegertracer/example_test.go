package jaegertracer_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// A service that talks to another one which only knows B3, and that names its
// zone in each of its traces.
func ExampleNew() {
	tracer, closer, err := jaegertracer.New("orders",
		jaegertracer.WithCodec(codec.Composite(codec.W3C(), codec.B3())),
		jaegertracer.WithConfig(func(c *config.Configuration) {
			c.Tags = append(c.Tags, opentracing.Tag{Key: "zone", Value: "a"})
		}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = closer.Close() }()

	header := http.Header{}
	span := tracer.StartSpan("GET /v1/prices/{sku}")
	err = tracer.Inject(span.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(header))
	fmt.Println(header.Get("Traceparent") != "", header.Get("X-B3-Sampled"), err)
	// Output: true 1 <nil>
}

// The trace of a request becomes the exemplar of its duration.
func ExampleExemplarLabels() {
	tracer, closer, err := jaegertracer.New("orders")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = closer.Close() }()

	parent, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier{
		"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
	})
	span := tracer.StartSpan("GET /", opentracing.ChildOf(parent))
	ctx := opentracing.ContextWithSpan(context.Background(), span)
	fmt.Println(jaegertracer.ExemplarLabels(ctx), err)
	// Output: map[trace_id:0af7651916cd43dd8448eb211c80319c] <nil>
}

// A tracer that is put together by hand understands the strategies of Jaeger v2.
func ExampleStrategyParser() {
	sampler := jaeger.NewRemotelyControlledSampler("orders",
		jaeger.SamplerOptions.SamplingStrategyFetcher(fixed(`{"strategyType": 0, "probabilisticSampling": {"samplingRate": 0.5}}`)),
		jaeger.SamplerOptions.SamplingStrategyParser(jaegertracer.StrategyParser()))
	defer sampler.Close()

	sampler.UpdateSampler()
	fmt.Println(sampler.Sampler())
	// Output: ProbabilisticSampler(samplingRate=0.5)
}

// fixed has the same strategies for all services.
type fixed string

func (f fixed) Fetch(string) ([]byte, error) { return []byte(f), nil }
