package chitrace_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"
)

// serve starts h on a real socket.
func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // the tests panic on purpose
	srv.Start()
	t.Cleanup(srv.Close)
	return srv
}

// request makes a request such as "GET /users/7" with headers as "Name: value".
func request(t *testing.T, srv *httptest.Server, line string, headers ...string) *http.Request {
	t.Helper()
	method, target, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+target, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	return req
}

// get makes the request, closes the server so that all spans are in, and
// returns the response with its body read. A broken connection is a nil
// response.
func get(t *testing.T, srv *httptest.Server, line string, headers ...string) *http.Response {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(request(t, srv, line, headers...))
	if err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	client.CloseIdleConnections()
	srv.Close()
	return resp
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
