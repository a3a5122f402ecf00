package chitrace_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

type middlewareFunc = func(http.Handler) http.Handler

// buildFunc builds the handler of a service, with the tracing middleware somewhere.
type buildFunc = func(trace middlewareFunc) http.Handler

// options is short for what the tables are full of.
func options(opts ...chitrace.Option) []chitrace.Option { return opts }

// leaveOut is a filter that accepts no request.
var leaveOut = chitrace.WithFilter(func(*http.Request) bool { return false })

// trace has what build makes of the middleware serve one request, and returns
// the one span there must be.
func trace(t *testing.T, build buildFunc, line string, opts []chitrace.Option, headers ...string) *mocktracer.MockSpan {
	t.Helper()
	tracer := mocktracer.New()
	if get(t, build(chitrace.Middleware(tracer, opts...)), line, headers...) == nil {
		t.Fatal("no response")
	}
	return tracetest.OnlySpan(t, tracer)
}

// traceOne is trace of a handler.
func traceOne(t *testing.T, h http.Handler, line string, opts ...chitrace.Option) *mocktracer.MockSpan {
	t.Helper()
	return trace(t, around(h), line, opts)
}

// wantSpan compares the name of a span and those of its tags. A nil tag is none.
func wantSpan(t *testing.T, span *mocktracer.MockSpan, name string, tags map[string]any) {
	t.Helper()
	if span.OperationName != name {
		t.Errorf("got name %q, want %q", span.OperationName, name)
	}
	for key, want := range tags {
		tracetest.WantTag(t, span, key, want)
	}
}

// reply is a response with its body read.
type reply struct {
	*http.Response
	Body string
}

// get has h serve a request such as "GET /users/7", with headers as "Name: value".
// All spans are in when it returns. A broken connection is a nil reply.
func get(t *testing.T, h http.Handler, line string, headers ...string) *reply {
	t.Helper()
	return getFrom(t, tracetest.Serve(t, h), line, headers...)
}

// getFrom is get from a server, which it closes.
func getFrom(t *testing.T, srv *tracetest.Server, line string, headers ...string) *reply {
	t.Helper()
	method, target, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	addHeaders(req, headers...)
	defer srv.Close()
	resp, err := srv.Client().Transport.RoundTrip(req)
	if err != nil {
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(resp.Body) // it may break off on purpose
	return &reply{resp, string(body)}
}

// addHeaders adds headers as "Name: value".
func addHeaders(r *http.Request, headers ...string) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
}

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

func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var ok = text(http.StatusOK, "ok")
