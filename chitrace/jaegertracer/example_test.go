package jaegertracer_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/opentracing/opentracing-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-client-go/transport"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	chiprometheus "github.com/opentracing-contrib/go-chi/chitrace/metrics/prometheus"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

func ExampleNew() {
	tracer, closer, err := jaegertracer.New("orders")
	if err != nil {
		panic(err)
	}
	defer func() { _ = closer.Close() }()
	fmt.Println(tracer.(*jaeger.Tracer).Sampler())
	// Output: ConstSampler(decision=true)
}

// A service that samples one request in ten unless JAEGER_SAMPLER_TYPE says
// something else, and that names its zone in each of its traces.
func ExampleWithConfig() {
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithConfig(func(c *config.Configuration) {
		if os.Getenv("JAEGER_SAMPLER_TYPE") == "" {
			c.Sampler.Type, c.Sampler.Param = "probabilistic", 0.1
		}
		c.Tags = append(c.Tags, opentracing.Tag{Key: "zone", Value: "a"})
	}))
	if err != nil {
		panic(err)
	}
	defer func() { _ = closer.Close() }()
	fmt.Println(tracer.(*jaeger.Tracer).Sampler())
	// Output: ProbabilisticSampler(samplingRate=0.1)
}

// A service that talks to another one which only knows B3.
func ExampleWithCodec() {
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithCodec(codec.Composite(codec.W3C(), codec.B3())))
	if err != nil {
		panic(err)
	}
	defer func() { _ = closer.Close() }()

	header := http.Header{}
	span := tracer.StartSpan("GET /v1/prices/{sku}")
	err = tracer.Inject(span.Context(), opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(header))
	fmt.Println(header.Get("Traceparent") != "", len(header.Get("X-B3-Traceid")), err)
	// Output: true 32 <nil>
}

// Alerts can watch for spans that are dropped.
func ExampleWithMetrics() {
	registry := prometheus.NewRegistry()
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithMetrics(chiprometheus.New(registry)))
	if err != nil {
		panic(err)
	}
	defer func() { _ = closer.Close() }()

	tracer.StartSpan("GET /v1/orders").Finish()
	families, err := registry.Gather()
	for _, family := range families {
		if family.GetName() == "jaeger_tracer_reporter_spans_total" {
			fmt.Println(family.GetName(), len(family.GetMetric()), err) // result: ok, err, dropped
		}
	}
	// Output: jaeger_tracer_reporter_spans_total 3 <nil>
}

// Errors of the client go where the service logs.
func ExampleWithLogger() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithLogger(log),
		jaegertracer.WithSender(broken{}))
	if err != nil {
		panic(err)
	}
	tracer.StartSpan("GET /v1/orders").Finish()
	_ = closer.Close()
	// Output: level=ERROR msg="jaeger: error reporting Jaeger span \"GET /v1/orders\": no route to host"
}

// broken is a sender that cannot send.
type broken struct{ jaeger.Transport }

func (broken) Append(*jaeger.Span) (int, error) { return 1, errors.New("no route to host") }
func (broken) Flush() (int, error)              { return 0, nil }
func (broken) Close() error                     { return nil }

// A collector whose certificate is signed by the company's own authority.
func ExampleWithSender() {
	authorities := x509.NewCertPool() // with AppendCertsFromPEM
	sender := transport.NewHTTPTransport("https://collector:14268/api/traces",
		transport.HTTPRoundTripper(&http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12},
		}))
	_, closer, err := jaegertracer.New("orders", jaegertracer.WithSender(sender))
	if err != nil {
		panic(err)
	}
	fmt.Println(closer.Close())
	// Output: <nil>
}

// The trace of a request becomes the exemplar of its duration.
func ExampleExemplarLabels() {
	tracer, closer, err := jaegertracer.New("orders")
	if err != nil {
		panic(err)
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
