package jaegertracer_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-client-go/testutils"
	"github.com/uber/jaeger-client-go/thrift"
	wire "github.com/uber/jaeger-client-go/thrift-gen/jaeger"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func TestDefaults(t *testing.T) {
	setenv(t)
	global := opentracing.GlobalTracer()
	tracer := newTracer(t)
	var spanIDs jaeger.SpanID
	for range 100 {
		sc := root(tracer, "op")
		if !sc.IsSampled() || sc.TraceID().High == 0 {
			t.Errorf("got %v, want it to be sampled, with an id of 128 bits", sc)
		}
		spanIDs |= sc.SpanID()
	}
	if spanIDs>>63 == 0 {
		t.Error("the first bit of an id is never set, as by the client's own source")
	}
	if opentracing.GlobalTracer() != global {
		t.Error("the global tracer is another")
	}
}

func TestSpansArriveByHTTP(t *testing.T) {
	standard := http.DefaultTransport
	http.DefaultTransport = tracetest.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
		t.Errorf("%s %v is traced", r.Method, r.URL)
		return standard.RoundTrip(r)
	})
	t.Cleanup(func() { http.DefaultTransport = standard })
	var process *wire.Process
	collector := tracetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		buffer := thrift.NewTMemoryBuffer()
		_, _ = buffer.Write(body)
		b := new(wire.Batch)
		if err := errors.Join(err, b.Read(r.Context(), thrift.NewTBinaryProtocolConf(buffer, nil))); err != nil {
			t.Error(err)
		}
		if len(b.Spans) != 1 || b.Spans[0].OperationName != "GET /orders" {
			t.Errorf("got the spans %v", b.Spans)
		}
		if user, password, _ := r.BasicAuth(); user != "jo" || password != "secret" {
			t.Errorf("got user %q and password %q", user, password)
		}
		process = b.Process
		w.WriteHeader(http.StatusAccepted)
	}))
	setenv(t, "JAEGER_ENDPOINT="+collector.URL+"/api/traces", "JAEGER_USER=jo", "JAEGER_PASSWORD=secret",
		"JAEGER_SERVICE_NAME=renamed", "JAEGER_TAGS=zone=a,pod=${NONE:x},open=${x")
	tracer, closer, err := jaegertracer.New("orders")
	if err != nil {
		t.Fatal(err)
	}
	tracer.StartSpan("GET /orders").Finish()
	if err := errors.Join(closer.Close(), closer.Close()); err != nil {
		t.Fatal(err)
	}
	if process == nil || process.ServiceName != "renamed" {
		t.Fatalf("got the process %v, want it to be renamed", process)
	}
	tags := map[string]string{}
	for _, tag := range process.Tags {
		tags[tag.Key] = tag.GetVStr()
	}
	if tags["zone"] != "a" || tags["pod"] != "x" || tags["open"] != "${x" {
		t.Errorf("got the tags %v, want those of JAEGER_TAGS", tags)
	}
}

func TestSpansArriveByUDP(t *testing.T) {
	agent, err := testutils.StartMockAgent()
	if err != nil {
		t.Fatal(err)
	}
	defer agent.Close()
	host, port, _ := net.SplitHostPort(agent.SpanServerAddr())
	setenv(t, "JAEGER_AGENT_HOST="+host, "JAEGER_AGENT_PORT="+port, "JAEGER_REPORTER_FLUSH_INTERVAL=10ms")
	registry, withCounts := withCounts()
	log, withLog := withLog()
	tracer := newTracer(t, withCounts, withLog)
	for _, size := range []int{1, 100_000, 1} { // The second does not fit into a packet.
		span := tracer.StartSpan("GET /orders")
		span.LogKV("payload", strings.Repeat("x", size))
		span.Finish()
	}
	until(t, "all spans", func() bool {
		page := tracetest.Scrape(t, registry, tracetest.TextFormat)
		return strings.Contains(page, `jaeger_tracer_reporter_spans_total{result="ok"} 2`) &&
			strings.Contains(page, `jaeger_tracer_reporter_spans_total{result="err"} 1`)
	})
	until(t, "spans", func() bool { return len(agent.GetJaegerBatches()) > 0 })
	b := agent.GetJaegerBatches()[0]
	if b.Process.ServiceName != "orders" || b.Spans[0].OperationName != "GET /orders" {
		t.Errorf("got %v", b)
	}
	if lines := log.at(slog.LevelError); len(lines) != 1 || !strings.Contains(lines[0], "span is too large") {
		t.Errorf("got %q, want one line", lines)
	}
}

// Functions of WithConfig see what the variables and those before them set.
func TestWithConfig(t *testing.T) {
	setenv(t, "JAEGER_SAMPLER_TYPE=ratelimiting", "JAEGER_SAMPLER_PARAM=3")
	tracer := newTracer(t,
		jaegertracer.WithConfig(func(c *config.Configuration) { c.Sampler.Param++ }),
		jaegertracer.WithConfig(func(c *config.Configuration) { c.Sampler.Param *= 2 }))
	if got := fmt.Sprint(tracer.Sampler()); got != "RateLimitingSampler(maxTracesPerSecond=8)" {
		t.Errorf("got %s, want 8 traces per second", got)
	}
}

func TestDisabled(t *testing.T) {
	setenv(t, "JAEGER_DISABLED=true")
	tracer, closer, err := jaegertracer.New("")
	if _, ok := tracer.(opentracing.NoopTracer); !ok || err != nil || closer.Close() != nil {
		t.Errorf("got %T, %v", tracer, err)
	}
}

func TestHeaders(t *testing.T) {
	for _, tt := range []struct {
		variable string // JAEGER_PROPAGATION
		opts     []jaegertracer.Option
		want     string
	}{
		{"", nil, "traceparent uber-trace-id"},
		{"jaeger", nil, "uber-trace-id"},
		{"W3C", nil, "traceparent"},
		{"b3", nil, "x-b3-traceid"},
		{"w3c, b3", nil, "traceparent x-b3-traceid"},
		{"b3,w3c,b3", nil, "traceparent x-b3-traceid"},
		{"w3c", []jaegertracer.Option{
			nil, jaegertracer.WithConfig(nil), jaegertracer.WithCodec(nil), jaegertracer.WithMetrics(nil), jaegertracer.WithLogger(nil),
			jaegertracer.WithSender(nil),
		}, "traceparent"},
		{"w3c", []jaegertracer.Option{
			jaegertracer.WithConfig(func(c *config.Configuration) { c.Sampler, c.Reporter = nil, nil }),
		}, "traceparent"},
		{"w3c", []jaegertracer.Option{
			jaegertracer.WithConfig(func(c *config.Configuration) {
				c.Headers = &jaeger.HeadersConfig{TraceContextHeaderName: "acme-trace"}
			}),
		}, "acme-trace"},
		{"w3c", []jaegertracer.Option{jaegertracer.WithCodec(codec.W3C()), jaegertracer.WithCodec(codec.B3Single())}, "b3"},
	} {
		setenv(t, "JAEGER_PROPAGATION="+tt.variable)
		if got := inject(t, newTracer(t, tt.opts...), "traceparent", "uber-trace-id", "x-b3-traceid", "acme-trace", "b3"); got != tt.want {
			t.Errorf("%s with %d options: got the headers %s, want %s", tt.variable, len(tt.opts), got, tt.want)
		}
	}
}

func TestErrorsAreLogged(t *testing.T) {
	answers404 := tracetest.Serve(t, http.NotFoundHandler()).URL
	for endpoint, want := range map[string]string{
		answers404 + "/api/traces":                             "404",
		"http://jo:secret@127.0.0.1:1/api/traces?token=secret": `Post \"http://127.0.0.1:1/api/traces\": `,
		"http://secret@127.0.0.1:1/api/traces":                 `Post \"http://127.0.0.1:1/api/traces\": `,
	} {
		setenv(t, "JAEGER_ENDPOINT="+endpoint, "JAEGER_REPORTER_FLUSH_INTERVAL=10ms")
		log, withLog := withLog()
		newTracer(t, withLog).StartSpan("op").Finish()
		until(t, "an error", func() bool { return len(log.at(slog.LevelError)) > 0 })
		if line := log.at(slog.LevelError)[0]; !strings.Contains(line, want) || strings.Contains(line, "secret") {
			t.Errorf("got %q, want %q and no secret", line, want)
		}
	}
}

// sender is a sender of the user's.
type sender struct {
	appended, flushed int
	closed            bool
}

func (s *sender) Append(*jaeger.Span) (int, error) { s.appended++; return 0, nil }

func (s *sender) Flush() (int, error) { s.flushed = s.appended; return s.flushed, nil }

func (s *sender) Close() error { s.closed = true; return nil }

// The spans go to the sender, in the reporter's ways, and nowhere else.
func TestSender(t *testing.T) {
	setenv(t, "JAEGER_AGENT_HOST=none.invalid", "JAEGER_REPORTER_ATTEMPT_RECONNECTING_DISABLED=true",
		"JAEGER_REPORTER_FLUSH_INTERVAL=1h", "JAEGER_REPORTER_LOG_SPANS=true")
	registry, withCounts := withCounts()
	log, withLog := withLog()
	s := new(sender)
	tracer, closer, err := jaegertracer.New("orders", withCounts, withLog,
		jaegertracer.WithSender(new(sender)), jaegertracer.WithSender(s))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		tracer.StartSpan("op").Finish()
	}
	if err := closer.Close(); err != nil {
		t.Fatal(err)
	}
	if *s != (sender{appended: 3, flushed: 3, closed: true}) {
		t.Errorf("got %+v, want three spans to be sent", *s)
	}
	page := tracetest.Scrape(t, registry, tracetest.TextFormat)
	if !strings.Contains(page, `jaeger_tracer_reporter_spans_total{result="ok"} 3`) {
		t.Errorf("three sent spans are not counted in\n%s", page)
	}
	if lines := log.at(slog.LevelInfo); len(lines) != 3 || !strings.Contains(lines[0], "Reporting span") {
		t.Errorf("got %q, want each span to be logged", lines)
	}
}

// The nearer hop counts: a proxy that knows W3C alone passes on what Jaeger's
// header said before.
func TestParent(t *testing.T) {
	setenv(t)
	parent, err := newTracer(t).Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier{
		"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, "Uber-Trace-Id": {"1:2:0:1"},
	})
	if sc, _ := parent.(jaeger.SpanContext); err != nil || sc.SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("got %v, %v, want that of traceparent", parent, err)
	}
}

// wantError expects New to return an error of one line with what is wanted.
func wantError(t *testing.T, want, service string, opts ...jaegertracer.Option) {
	t.Helper()
	tracer, closer, err := jaegertracer.New(service, opts...)
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line with %s", err, want)
	}
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want no password", err)
	}
	if tracer != nil || closer != nil {
		t.Errorf("got %v and %v beside an error", tracer, closer)
	}
}

func TestInvalidValues(t *testing.T) {
	for variables, values := range map[string][]string{
		"JAEGER_SAMPLER_TYPE":  {"x"},
		"JAEGER_SAMPLER_PARAM": {"x", "0.1", "NaN"},
		"JAEGER_SAMPLER_TYPE=ratelimiting JAEGER_SAMPLER_PARAM":    {"-5", "Inf", "NaN"},
		"JAEGER_SAMPLER_TYPE=probabilistic JAEGER_SAMPLER_PARAM":   {"1.1", "-0.1", "NaN"},
		"JAEGER_SAMPLER_TYPE=remote JAEGER_SAMPLER_PARAM":          {"2"},
		"JAEGER_SAMPLER_REFRESH_INTERVAL":                          {"-1s"},
		"JAEGER_SAMPLER_MAX_OPERATIONS":                            {"-1"},
		"JAEGER_SAMPLING_ENDPOINT":                                 {"localhost:5778", "http://:5778/sampling"},
		"JAEGER_SAMPLER_MANAGER_HOST_PORT":                         {"localhost:5778"},
		"JAEGER_REPORTER_MAX_QUEUE_SIZE":                           {"-1", "9223372036854775807", "1e3"},
		"JAEGER_REPORTER_FLUSH_INTERVAL":                           {"-1s"},
		"JAEGER_REPORTER_ATTEMPT_RECONNECT_INTERVAL":               {"-1s"},
		"JAEGER_REPORTER_LOG_SPANS":                                {"x"},
		"JAEGER_ENDPOINT=http://jaeger/api/traces JAEGER_PASSWORD": {"secret"},
		"JAEGER_ENDPOINT": {
			"x", "jaeger:14268/api/traces", "udp://jo:secret@jaeger:14268/api/traces", "http:///api/traces",
			"http://jo:secret@jaeger:14268", "http://jaeger:14268/",
			"http://a b/api/traces", "http://jo:secret@jaeger:x/api/traces", "http://jaeger:14268?token=secret",
			"http://jo:secret#@jaeger:14268/api/traces", "http://jo:1/secret@jaeger:14268/api/traces",
			"http://jo:1/a#secret@jaeger:14268/api/traces", "http://jo:1?secret@jaeger:14268/api/traces",
		},
		"JAEGER_AGENT_HOST":     {"jaeger:6831", "::1"},
		"JAEGER_AGENT_PORT":     {"x", "0", "65536"},
		"JAEGER_TAGS":           {"x", "a=b,", "a=${HOME}"},
		"JAEGER_TRACEID_128BIT": {"maybe"},
		"JAEGER_DISABLED":       {"maybe"},
		"JAEGER_RPC_METRICS":    {"maybe"},
		"JAEGER_PROPAGATION":    {"w3c,zipkin"},
	} {
		others := strings.Fields(variables)
		variable := others[len(others)-1]
		for _, value := range values {
			t.Run(variables+"="+value, func(t *testing.T) {
				setenv(t, others[:len(others)-1]...)
				t.Setenv(variable, value)
				wantError(t, variable, "orders")
			})
		}
	}
}

// What WithConfig sets is looked at, too.
func TestInvalidConfiguration(t *testing.T) {
	setenv(t)
	for want, configure := range map[string]func(*config.Configuration){
		"JAEGER_SERVICE_NAME": func(c *config.Configuration) { c.ServiceName = "" },
		"JAEGER_AGENT_HOST":   func(c *config.Configuration) { c.Reporter.LocalAgentHostPort = ":6831" },
		"JAEGER_ENDPOINT":     func(c *config.Configuration) { c.Reporter.CollectorEndpoint = "http://jaeger" },
		"JAEGER_SAMPLER_TYPE": func(c *config.Configuration) { c.Sampler.Type = "x" },
		"JAEGER_* variables": func(c *config.Configuration) { // which cannot be found
			c.Reporter.LocalAgentHostPort, c.Reporter.DisableAttemptReconnecting = "none.invalid:1", true
		},
		"no more": func(*config.Configuration) { panic("no more") },
	} {
		wantError(t, want, "orders", jaegertracer.WithConfig(configure))
	}
	wantError(t, "JAEGER_SERVICE_NAME", "")
	wantError(t, "taken", "orders", jaegertracer.WithMetrics(fussy{}))
}

// fussy is a factory that panics, as that of Prometheus does on a name that is
// taken.
type fussy struct{ metrics.Factory }

func (fussy) Namespace(metrics.NSOptions) metrics.Factory { panic("taken") }
