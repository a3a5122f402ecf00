package jaegertracer_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

func TestDefaults(t *testing.T) {
	setenv(t)
	global := opentracing.GlobalTracer()
	tracer := newTracer(t)
	for range 10 {
		sc := root(tracer, "op")
		if !sc.IsSampled() {
			t.Error("a root is not sampled")
		}
		if sc.TraceID().High == 0 {
			t.Errorf("the id %v has 64 bits", sc.TraceID())
		}
	}
	h := inject(t, tracer)
	if h.Get("traceparent") == "" || h.Get("uber-trace-id") == "" {
		t.Errorf("got the headers %v, want those of W3C and Jaeger", h)
	}
	if opentracing.GlobalTracer() != global {
		t.Error("the global tracer is another")
	}
}

func TestSpansArriveByHTTP(t *testing.T) {
	url, got := startCollector(t)
	setenv(t, "JAEGER_ENDPOINT="+url, "JAEGER_USER=jo", "JAEGER_PASSWORD=secret", "JAEGER_TAGS=zone=a,pod=${NONE:x},open=${x")
	tracer, closer, err := jaegertracer.New("orders")
	if err != nil {
		t.Fatal(err)
	}
	tracer.StartSpan("GET /orders").Finish()
	if err := errors.Join(closer.Close(), closer.Close()); err != nil {
		t.Fatal(err)
	}
	b := got.next(t)
	if b.Process.ServiceName != "orders" || len(b.Spans) != 1 || b.Spans[0].OperationName != "GET /orders" {
		t.Errorf("got %v", b)
	}
	tags := map[string]string{}
	for _, tag := range b.Process.Tags {
		tags[tag.Key] = tag.GetVStr()
	}
	if tags["zone"] != "a" || tags["pod"] != "x" || tags["open"] != "${x" {
		t.Errorf("got the tags %v, want those of JAEGER_TAGS", tags)
	}
	if user, password, _ := b.request.BasicAuth(); user != "jo" || password != "secret" {
		t.Errorf("got user %q and password %q", user, password)
	}
}

func TestSpansArriveByUDP(t *testing.T) {
	host, port, got := startAgent(t)
	setenv(t, "JAEGER_AGENT_HOST="+host, "JAEGER_AGENT_PORT="+port, "JAEGER_REPORTER_FLUSH_INTERVAL=10ms")
	newTracer(t).StartSpan("GET /orders").Finish()
	if b := got.next(t); len(b.Spans) != 1 || b.Spans[0].OperationName != "GET /orders" {
		t.Errorf("got %v", b)
	}
}

func TestSamplerVariables(t *testing.T) {
	for _, tt := range []struct {
		env  []string
		want bool
	}{
		{[]string{"JAEGER_SAMPLER_TYPE=const", "JAEGER_SAMPLER_PARAM=0"}, false},
		{[]string{"JAEGER_SAMPLER_TYPE=const"}, true},
		{[]string{"JAEGER_SAMPLER_PARAM=0"}, false},
		{[]string{"JAEGER_SAMPLER_TYPE=Probabilistic", "JAEGER_SAMPLER_PARAM=0"}, false},
		{[]string{"JAEGER_SAMPLER_TYPE=ratelimiting", "JAEGER_SAMPLER_PARAM=0.5"}, true}, // the first one
	} {
		setenv(t, tt.env...)
		if got := root(newTracer(t), "op").IsSampled(); got != tt.want {
			t.Errorf("%v: sampled is %t", tt.env, got)
		}
	}
}

func TestShortIDs(t *testing.T) {
	setenv(t, "JAEGER_TRACEID_128BIT=false")
	if id := root(newTracer(t), "op").TraceID(); id.High != 0 {
		t.Errorf("got %v, want 64 bits", id)
	}
}

func TestPropagation(t *testing.T) {
	for value, want := range map[string]string{
		"jaeger":   "Uber-Trace-Id",
		"W3C":      "Traceparent",
		"b3":       "X-B3-Traceid",
		"w3c, b3":  "Traceparent X-B3-Traceid",
		"b3,w3c":   "Traceparent X-B3-Traceid",
		"b3,b3,b3": "X-B3-Traceid",
	} {
		setenv(t, "JAEGER_PROPAGATION="+value)
		h := inject(t, newTracer(t))
		var got []string
		for _, name := range []string{"Traceparent", "Uber-Trace-Id", "X-B3-Traceid"} {
			if h.Get(name) != "" {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}

func TestServiceNameOfTheVariable(t *testing.T) {
	url, got := startCollector(t)
	setenv(t, "JAEGER_ENDPOINT="+url, "JAEGER_SERVICE_NAME=renamed", "JAEGER_REPORTER_FLUSH_INTERVAL=10ms")
	newTracer(t).StartSpan("op").Finish()
	if name := got.next(t).Process.ServiceName; name != "renamed" {
		t.Errorf("got %q", name)
	}
}

func TestDisabled(t *testing.T) {
	setenv(t, "JAEGER_DISABLED=true")
	tracer, closer, err := jaegertracer.New("")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := tracer.(opentracing.NoopTracer); !ok {
		t.Errorf("got %T", tracer)
	}
	if err := closer.Close(); err != nil {
		t.Error(err)
	}
}

// A burst stays in the queue while a batch is under way.
func TestQueue(t *testing.T) {
	for _, tt := range []struct {
		env         string
		wantDropped bool
	}{
		{"JAEGER_REPORTER_MAX_QUEUE_SIZE=", false},
		{"JAEGER_REPORTER_MAX_QUEUE_SIZE=0", false},
		{"JAEGER_REPORTER_MAX_QUEUE_SIZE=100", true},
	} {
		t.Run(tt.env, func(t *testing.T) {
			released := make(chan struct{})
			url := startServer(t, func(http.ResponseWriter, *http.Request) { <-released })
			setenv(t, "JAEGER_ENDPOINT="+url+"/api/traces", tt.env)
			counted, withCounts := count()
			tracer := newTracer(t, withCounts)
			defer close(released)
			for range 4000 {
				tracer.StartSpan("op").Finish()
			}
			if dropped := counted.of(t, "jaeger_tracer_reporter_spans_total", "dropped"); dropped > 0 != tt.wantDropped {
				t.Errorf("%g of 4000 spans are dropped", dropped)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	setenv(t, "JAEGER_PROPAGATION=w3c", "JAEGER_SAMPLER_PARAM=1")
	t.Run("nil", func(t *testing.T) {
		tracer := newTracer(t, nil, jaegertracer.WithConfig(nil), jaegertracer.WithCodec(nil),
			jaegertracer.WithMetrics(nil), jaegertracer.WithLogger(nil))
		if h := inject(t, tracer); h.Get("traceparent") == "" {
			t.Errorf("got %v", h)
		}
	})
	t.Run("WithConfig", func(t *testing.T) {
		tracer := newTracer(t,
			jaegertracer.WithConfig(func(c *config.Configuration) { c.Sampler.Param = 0 }),
			jaegertracer.WithConfig(func(c *config.Configuration) { c.Gen128Bit = c.Sampler.Param != 0 }))
		if sc := root(tracer, "op"); sc.IsSampled() || sc.TraceID().High != 0 {
			t.Errorf("got %v", sc)
		}
	})
	t.Run("WithConfig that takes all away", func(t *testing.T) {
		newTracer(t, jaegertracer.WithConfig(func(c *config.Configuration) { c.Sampler, c.Reporter = nil, nil }))
	})
	t.Run("WithConfig that names the headers", func(t *testing.T) {
		tracer := newTracer(t, jaegertracer.WithConfig(func(c *config.Configuration) {
			c.Headers = &jaeger.HeadersConfig{TraceContextHeaderName: "acme-trace"}
		}))
		if h := inject(t, tracer); h.Get("acme-trace") == "" || h.Get("traceparent") != "" {
			t.Errorf("got %v", h)
		}
	})
	t.Run("WithCodec", func(t *testing.T) {
		tracer := newTracer(t, jaegertracer.WithCodec(codec.W3C()), jaegertracer.WithCodec(codec.B3Single()))
		if h := inject(t, tracer); h.Get("b3") == "" || h.Get("traceparent") != "" {
			t.Errorf("got %v", h)
		}
	})
}

func TestErrorsAreLogged(t *testing.T) {
	url := startServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	setenv(t, "JAEGER_ENDPOINT="+url+"/api/traces", "JAEGER_REPORTER_FLUSH_INTERVAL=10ms")
	logged := new(records)
	newTracer(t, jaegertracer.WithLogger(slog.New(logged))).StartSpan("op").Finish()
	until(t, "an error", func() bool { return len(logged.at(slog.LevelError)) > 0 })
	if line := logged.at(slog.LevelError)[0]; !strings.Contains(line, "418") {
		t.Errorf("got %q", line)
	}
}

// fussy is a factory that panics, as that of Prometheus does on a name that is
// taken.
type fussy struct{ metrics.Factory }

func (fussy) Namespace(metrics.NSOptions) metrics.Factory { panic("taken") }

func TestPanicIsAnError(t *testing.T) {
	setenv(t)
	tracer, closer, err := jaegertracer.New("orders", jaegertracer.WithMetrics(fussy{}))
	if tracer != nil || closer != nil || err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("got %v, %v and %v", tracer, closer, err)
	}
}

// The nearer hop counts: a proxy that knows W3C alone passes on what Jaeger's
// header said before.
func TestParent(t *testing.T) {
	const (
		traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
		uberTraceID = "1:2:0:1"
	)
	for _, tt := range []struct {
		name    string
		headers http.Header
		want    string // the trace id, empty: any
		debug   bool
	}{
		{"W3C", http.Header{"Traceparent": {traceparent}}, "0af7651916cd43dd8448eb211c80319c", false},
		{"Jaeger", http.Header{"Uber-Trace-Id": {uberTraceID}}, "0000000000000001", false},
		{"both", http.Header{"Traceparent": {traceparent}, "Uber-Trace-Id": {uberTraceID}}, "0af7651916cd43dd8448eb211c80319c", false},
		{"corrupt W3C", http.Header{"Traceparent": {"x"}, "Uber-Trace-Id": {uberTraceID}}, "0000000000000001", false},
		{"debug id", http.Header{"Jaeger-Debug-Id": {"x"}}, "", true},
		{"debug id with a parent", http.Header{"Jaeger-Debug-Id": {"x"}, "Traceparent": {traceparent}}, "0af7651916cd43dd8448eb211c80319c", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			setenv(t, "JAEGER_SAMPLER_PARAM=0")
			tracer := newTracer(t)
			parent, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier(tt.headers))
			if err != nil {
				t.Fatal(err)
			}
			sc := tracer.StartSpan("op", opentracing.ChildOf(parent)).Context().(jaeger.SpanContext)
			if tt.want != "" && sc.TraceID().String() != tt.want || sc.IsDebug() != tt.debug {
				t.Errorf("got %v, debug %t", sc, sc.IsDebug())
			}
		})
	}
}

// The client's own source of ids never sets the first bit.
func TestIDsHave64RandomBits(t *testing.T) {
	setenv(t)
	tracer := newTracer(t)
	var seen jaeger.SpanID
	for range 100 {
		seen |= root(tracer, "op").SpanID()
	}
	if seen>>63 == 0 {
		t.Error("the first bit is never set")
	}
}

// Neither New nor Close waits long for a Jaeger that hangs.
func TestStrategiesHang(t *testing.T) {
	released := make(chan struct{})
	defer close(released)
	url := startServer(t, func(http.ResponseWriter, *http.Request) { <-released })
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+url+"/sampling", "JAEGER_SAMPLER_REFRESH_INTERVAL=10ms")
	logged := new(records)
	done := make(chan error, 1)
	go func() {
		_, closer, err := jaegertracer.New("orders", jaegertracer.WithLogger(slog.New(logged)))
		if err == nil {
			err = closer.Close()
		}
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(4 * time.Second): // before a fetch times out
		t.Error("New or Close waits for the strategies")
	}
	if lines := logged.at(slog.LevelError); len(lines) > 0 {
		t.Errorf("got %q for what Close interrupts", lines)
	}
}
