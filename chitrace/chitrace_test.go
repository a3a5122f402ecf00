package chitrace_test

import (
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type (
	mw  = func(http.Handler) http.Handler // a middleware
	mws = []mw
)

// buildFunc builds the handler of a service, with the tracing middleware somewhere.
type buildFunc = func(trace mw) http.Handler

// options is short for what the tables are full of.
func options(opts ...chitrace.Option) []chitrace.Option { return opts }

// always is a sampler that takes every span, and never one that takes none.
var (
	always = jaeger.NewConstSampler(true)
	never  = jaeger.NewConstSampler(false)
)

// A parent as Jaeger's header has it.
const (
	sampledParent   = "Uber-Trace-Id: 4:5:0:1"
	unsampledParent = "Uber-Trace-Id: 4:5:0:0"
)

// leaveOut is a filter that accepts no request.
var leaveOut = chitrace.WithFilter(func(*http.Request) bool { return false })

// trace has what build makes of the middleware serve one request, and returns
// the one span there must be.
func trace(t *testing.T, build buildFunc, line string, opts []chitrace.Option, headers ...string) *mocktracer.MockSpan {
	t.Helper()
	tracer := mocktracer.New()
	if get(t, build(chitrace.Middleware(tracer, opts...)), line, headers...).StatusCode == 0 {
		t.Fatal("no response")
	}
	return tracetest.OnlySpan(t, tracer)
}

// traceJaeger is trace with a Jaeger tracer.
func traceJaeger(t *testing.T, sampler jaeger.Sampler, build buildFunc, line string, opts []chitrace.Option, headers ...string) *observer {
	t.Helper()
	o := &observer{}
	tracer, reporter := tracetest.NewJaeger(t, sampler, jaeger.TracerOptions.ContribObserver(o))
	get(t, build(chitrace.Middleware(tracer, opts...)), line, headers...)
	o.sampled = reporter.SpansSubmitted() == 1
	if o.finished != 1 {
		t.Fatalf("the span finished %d times", o.finished)
	}
	for tag, n := range o.sets {
		if n > 1 { // Jaeger's client keeps every value
			t.Errorf("%s was set %d times", tag, n)
		}
	}
	return o
}

// observer sees what an observer of Jaeger's tracer does, of sampled spans and
// others: it is how Jaeger's rpcmetrics count requests. Its zero value is ready
// for one span.
type observer struct {
	*jaeger.Span
	sampled   bool
	startName string
	startTags map[string]any
	tags      map[string]any
	sets      map[string]int
	renamed   int
	finished  int
}

func (o *observer) OnStartSpan(span opentracing.Span, name string, options opentracing.StartSpanOptions) (jaeger.ContribSpanObserver, bool) {
	o.Span, o.startName = span.(*jaeger.Span), name
	o.startTags, o.tags, o.sets = maps.Clone(options.Tags), maps.Clone(options.Tags), map[string]int{}
	return o, true
}

func (o *observer) OnSetTag(key string, value any) {
	o.tags[key] = value
	o.sets[key]++
}

func (o *observer) OnSetOperationName(string)          { o.renamed++ }
func (o *observer) OnFinish(opentracing.FinishOptions) { o.finished++ }

// wantSpan and get are what nearly every test calls.
var (
	wantSpan = tracetest.WantSpan
	get      = tracetest.Send
)

// exchange sends lines to a server of h, where a client library would refuse to, or
// tidy them up. It returns all that came back.
func exchange(t *testing.T, h http.Handler, lines ...string) string {
	t.Helper()
	srv := tracetest.NewServer(t, h)
	srv.Config.DisableGeneralOptionsHandler = true
	srv.Start()
	conn := dial(t, srv, append(lines, "Connection: close")...)
	answer, _ := io.ReadAll(conn) // a reset connection ends it, too
	_ = conn.Close()
	srv.Close()
	return string(answer)
}

// dial connects to the server and sends the lines.
func dial(t *testing.T, srv *tracetest.Server, lines ...string) net.Conn {
	t.Helper()
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return conn
}

// steps is a handler that does one thing after the other.
func steps(handlers ...http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, h := range handlers {
			h(w, r)
		}
	}
}

// statuses is a handler that writes one header after the other.
func statuses(codes ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, code := range codes {
			w.WriteHeader(code)
		}
	}
}

// text is a handler that answers with a status and a body.
func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var ok = text(http.StatusOK, "ok")

func flush(w http.ResponseWriter, _ *http.Request) { _ = http.NewResponseController(w).Flush() }

// blowUp is a handler that panics.
func blowUp(value any) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { panic(value) }
}

var abort = blowUp(http.ErrAbortHandler)

// named is a handler that sets the operation name.
func named(name string) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) { chitrace.SetOperationName(r.Context(), name) }
}
