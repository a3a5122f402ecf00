package chitrace_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// hijack is a handler that writes a header, unless that is 0, takes the
// connection over, writes raw bytes to it, closes it and then does more.
func hijack(status int, raw string, then func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if status != 0 {
			w.WriteHeader(status)
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, raw)
		_ = conn.Close()
		then()
	}
}

// giveUp is a handler that sends a header, unless that is 0, and then gives up.
func giveUp(status int, how func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if status != 0 {
			w.WriteHeader(status)
			_ = http.NewResponseController(w).Flush()
		}
		how()
	}
}

func abort() { panic(http.ErrAbortHandler) }

// A status that did not go to the client is none. To give up is no error: what
// went out before may be one.
func TestConnection(t *testing.T) {
	const switching = "HTTP/1.1 101 Switching Protocols\r\n"
	done := func() {}
	blowUp := func() { panic("too late") }
	tests := []struct {
		name        string
		handler     http.HandlerFunc
		wantAnswer  string // its beginning
		wantStatus  any
		wantError   any
		wantAborted any // the answer never comes to its end
	}{
		{"raw", hijack(0, "anything", done), "anything", nil, nil, nil},
		{"raw 101", hijack(0, switching+"\r\n", done), switching, nil, nil, nil},
		{"101", hijack(101, "hello", done), switching, uint16(101), nil, nil},
		{"500 instead", statuses(500), "HTTP/1.1 500 ", uint16(500), true, nil},
		{"nothing instead", statuses(), "HTTP/1.1 200 ", uint16(200), nil, nil},
		{"101 without a hijack", statuses(101), switching, uint16(101), nil, nil},
		{"raw, then a panic", hijack(0, "bye", blowUp), "bye", nil, true, nil},
		{"101, then a panic", hijack(101, "bye", blowUp), switching, uint16(101), true, nil},
		{"abort", giveUp(0, abort), "", nil, nil, true},
		{"abort after a 502", giveUp(502, abort), "HTTP/1.1 502 ", uint16(502), true, true},
		{"exit", giveUp(0, runtime.Goexit), "", nil, nil, true},
		{"exit after a 200", giveUp(200, runtime.Goexit), "HTTP/1.1 200 ", uint16(200), nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.Serve(t, nested(tt.handler, chitrace.Middleware(tracer)))
			answer := exchange(t, srv, strings.Join([]string{
				nestedRequest + " HTTP/1.1", "Host: example.com", "Connection: close, Upgrade", "Upgrade: websocket", "", "",
			}, "\r\n"))
			if !strings.HasPrefix(answer, tt.wantAnswer) || tt.wantAnswer == "" && answer != "" {
				t.Errorf("got %q, want it to begin with %q", answer, tt.wantAnswer)
			}
			span := tracetest.OnlySpan(t, tracer)
			if want := "GET " + nestedRoute; span.OperationName != want {
				t.Errorf("got name %q, want %q", span.OperationName, want)
			}
			tracetest.WantTag(t, span, "http.status_code", tt.wantStatus)
			tracetest.WantTag(t, span, "error", tt.wantError)
			tracetest.WantTag(t, span, "http.aborted", tt.wantAborted)
			if tt.wantAborted == true && (len(span.Logs()) != 0 || strings.HasSuffix(answer, "\r\n0\r\n\r\n")) {
				t.Errorf("logged %v, got a complete answer: %q", span.Logs(), answer)
			}
		})
	}
}
