package chitrace_test

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"
)

// server is an httptest.Server whose Close waits for every handler, those that
// hijacked their connection included: after it all spans are in.
type server struct {
	*httptest.Server
	handlers sync.WaitGroup
}

func (s *server) Close() {
	s.Server.Close()
	s.handlers.Wait()
}

// newServer prepares a server of h on a real socket.
func newServer(t *testing.T, h http.Handler) *server {
	t.Helper()
	srv := &server{}
	srv.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		srv.handlers.Add(1)
		defer srv.handlers.Done()
		h.ServeHTTP(w, r)
	}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // the tests panic on purpose
	t.Cleanup(srv.Close)
	return srv
}

// serve starts h with HTTP/1.1.
func serve(t *testing.T, h http.Handler) *server {
	t.Helper()
	srv := newServer(t, h)
	srv.Start()
	return srv
}

// serveTLS starts h with HTTP/2.
func serveTLS(t *testing.T, h http.Handler) *server {
	t.Helper()
	srv := newServer(t, h)
	srv.EnableHTTP2 = true
	srv.StartTLS()
	return srv
}

// request makes a request such as "GET /users/7" with headers as "Name: value".
func request(t *testing.T, srv *server, line string, headers ...string) *http.Request {
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
func get(t *testing.T, srv *server, line string, headers ...string) *reply {
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
func exchange(t *testing.T, srv *server, raw string) string {
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
func dial(t *testing.T, srv *server) net.Conn {
	t.Helper()
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// onlySpan returns the one span that there has to be.
func onlySpan(t *testing.T, tracer *mocktracer.MockTracer) *mocktracer.MockSpan {
	t.Helper()
	spans := tracer.FinishedSpans()
	if len(spans) != 1 {
		t.Fatalf("got %d spans, want 1: %v", len(spans), spans)
	}
	return spans[0]
}

// wantTag compares a tag, its type included. A nil want is no tag at all.
func wantTag(t *testing.T, span *mocktracer.MockSpan, key string, want any) {
	t.Helper()
	if got := span.Tag(key); got != want {
		t.Errorf("got %s=%v (%[2]T), want %v (%[3]T)", key, got, want)
	}
}

// logField returns a field of the span's only log record.
func logField(t *testing.T, span *mocktracer.MockSpan, key string) string {
	t.Helper()
	if len(span.Logs()) != 1 {
		t.Fatalf("got %d log records, want 1", len(span.Logs()))
	}
	for _, f := range span.Logs()[0].Fields {
		if f.Key == key {
			return f.ValueString
		}
	}
	return ""
}

func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var ok = text(http.StatusOK, "ok")
