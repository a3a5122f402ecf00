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

// request makes a request such as "GET /users/7" with headers as "Name: value".
func request(t *testing.T, srv *tracetest.Server, line string, headers ...string) *http.Request {
	t.Helper()
	method, target, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	addHeaders(req, headers...)
	return req
}

// addHeaders adds headers as "Name: value".
func addHeaders(r *http.Request, headers ...string) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
}

// reply is a response with its body read.
type reply struct {
	StatusCode int
	Proto      string
	Header     http.Header
	Body       string
}

// get makes the request, closes the server so that all spans are in, and
// returns the reply. A broken connection is a nil one.
func get(t *testing.T, srv *tracetest.Server, line string, headers ...string) *reply {
	t.Helper()
	client := srv.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer srv.Close()
	defer client.CloseIdleConnections()
	resp, err := client.Do(request(t, srv, line, headers...))
	if err != nil {
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(resp.Body) // it may break off on purpose
	return &reply{resp.StatusCode, resp.Proto, resp.Header, string(body)}
}

// exchange sends raw bytes, where a client library would refuse to, or tidy
// them up. It closes the server as get does, and returns all that came back.
func exchange(t *testing.T, srv *tracetest.Server, raw string) string {
	t.Helper()
	conn := dial(t, srv)
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn) // a reset connection ends it, too
	_ = conn.Close()
	srv.Close()
	return string(answer)
}

// dial connects to the server.
func dial(t *testing.T, srv *tracetest.Server) net.Conn {
	t.Helper()
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// trace has what build makes of the middleware serve one request, and returns
// the one span there must be.
func trace(t *testing.T, build func(middlewareFunc) http.Handler, line string, opts []chitrace.Option, headers ...string) *mocktracer.MockSpan {
	t.Helper()
	tracer := mocktracer.New()
	if get(t, tracetest.Serve(t, build(chitrace.Middleware(tracer, opts...))), line, headers...) == nil {
		t.Fatal("no response")
	}
	return tracetest.OnlySpan(t, tracer)
}

// traceOne is trace of a handler.
func traceOne(t *testing.T, h http.Handler, line string, opts ...chitrace.Option) *mocktracer.MockSpan {
	t.Helper()
	return trace(t, func(trace middlewareFunc) http.Handler { return trace(h) }, line, opts)
}

// options is short for what the tables are full of.
func options(opts ...chitrace.Option) []chitrace.Option { return opts }

type middlewareFunc = func(http.Handler) http.Handler

func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var ok = text(http.StatusOK, "ok")
