package propagation_test

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"testing"

	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// TestClientTrace sends a body, which the server agrees to take, over TLS to a
// host name, so that all there is happens.
func TestClientTrace(t *testing.T) {
	server := tracetest.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	server.StartTLS()
	client, tracer := newClient(t, propagation.WithClientTrace(), propagation.WithClientTrace())
	url := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)

	var gotConn []bool // the caller's own hook: was the connection reused?
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { gotConn = append(gotConn, info.Reused) },
	})
	for range 2 {
		r := newRequest(t, http.MethodPost, url, "body")
		r.Header.Set("Expect", "100-continue")
		do(t, client.Do, r.WithContext(ctx))
	}

	if !slices.Equal(gotConn, []bool{false, true}) {
		t.Errorf("the caller's trace got connections %v, want a new and a reused one", gotConn)
	}
	var events [2][]string
	for i, span := range tracer.FinishedSpans() {
		for _, record := range tracetest.Logs(span) {
			events[i] = append(events[i], record["event"])
		}
		tracetest.WantTag(t, span, "error", nil)
	}
	for _, event := range []string{
		"connection.get", "connection.got", "dns.start", "dns.done", "connect.start", "connect.done", "tls.start", "tls.done",
		"request.headers_written", "request.written", "continue.wait", "continue.got", "response.first_byte",
	} {
		if !slices.Contains(events[0], event) {
			t.Errorf("no %s in %v", event, events[0])
		}
	}
	if slices.Contains(events[1], "connect.start") {
		t.Errorf("events %v on a connection that was there", events[1])
	}
}

// Hosts are cut, a connection that fails is logged with its error, a repeated event
// once, and nothing after the end. An HTTP/2 peer can repeat 100 Continue.
func TestClientTraceHooks(t *testing.T) {
	var hooks *httptrace.ClientTrace
	base := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		hooks = httptrace.ContextClientTrace(r.Context())
		hooks.DNSStart(httptrace.DNSStartInfo{Host: strings.Repeat("x", 3000)})
		hooks.ConnectDone("tcp", "10.0.0.1:443", errBroken)
		hooks.Got100Continue()
		hooks.Got100Continue()
		return respond(200, "")(r)
	})
	span := call(t, base, newGet(t), propagation.WithClientTrace())
	hooks.ConnectDone("tcp", "10.0.0.2:443", errBroken)
	tracetest.WantLogs(t, span,
		map[string]string{"event": "dns.start", "host": strings.Repeat("x", 2048)},
		map[string]string{"event": "connect.done", "network": "tcp", "address": "10.0.0.1:443", "error.object": "broken"},
		map[string]string{"event": "continue.got"})
	tracetest.WantTag(t, span, "error", nil) // the call succeeded in the end
	if hooks.Got1xxResponse != nil {
		t.Error("a Got1xxResponse makes net/http take any number of them")
	}
}

// TestClientTraceIsForSampledSpans leaves the base alone where no one will see
// what it reports, and where nobody asked.
func TestClientTraceIsForSampledSpans(t *testing.T) {
	for sampled, opts := range map[bool][]propagation.Option{true: nil, false: {propagation.WithClientTrace()}} {
		tracer, _ := tracetest.NewJaeger(t, jaeger.NewConstSampler(sampled))
		got := sent(t, newGet(t), append(opts, propagation.WithTracer(tracer))...)
		if httptrace.ContextClientTrace(got.Context()) != nil {
			t.Errorf("the base is traced, sampled: %t", sampled)
		}
	}
}
