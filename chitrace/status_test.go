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

// statuses is a handler that writes one header after the other.
func statuses(codes ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, code := range codes {
			w.WriteHeader(code)
		}
	}
}

// flush is a handler that flushes before it writes a header.
func flush(codes ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		statuses(codes...)(w, r)
	}
}

func TestStatus(t *testing.T) {
	tests := []struct {
		name      string
		handler   http.HandlerFunc
		want      int
		wantSize  int
		wantError any
	}{
		{"nothing written", statuses(), 200, 0, nil},
		{"bare flush", flush(), 200, 0, nil},
		{"flush, then superfluous", flush(500), 200, 0, nil},
		{"200, then superfluous", statuses(200, 500), 200, 0, nil},
		{"500, then superfluous", statuses(500, 200), 500, 0, true},
		{"103", statuses(103), 200, 0, nil},
		{"103, then 404", statuses(103, 404), 404, 0, nil},
		{"102 and 103, then 503", statuses(102, 103, 503), 503, 0, true},
		{"204", statuses(204), 204, 0, nil},
		{"499", text(499, "none"), 499, 4, nil},
		{"500", text(500, "oops"), 500, 4, true},
		{"beyond all classes", statuses(750), 750, 0, true},
		{"copied body", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.Copy(w, strings.NewReader(strings.Repeat("x", 3000)))
		}, 200, 3000, nil},
	}
	for proto, serve := range map[string]func(testing.TB, http.Handler) *tracetest.Server{
		"HTTP/1.1": tracetest.Serve,
		"HTTP/2.0": tracetest.ServeTLS,
	} {
		for _, tt := range tests {
			t.Run(tt.name+"/"+proto, func(t *testing.T) {
				tracer := mocktracer.New()
				resp := getFrom(t, serve(t, chitrace.Middleware(tracer)(tt.handler)), "GET /")
				if resp == nil || resp.Proto != proto || resp.StatusCode != tt.want {
					t.Errorf("client got %+v, want status %d", resp, tt.want)
				}
				wantSpan(t, tracetest.OnlySpan(t, tracer), "HTTP GET", map[string]any{
					"http.status_code": uint16(tt.want), "http.response_size": tt.wantSize, "error": tt.wantError,
				})
			})
		}
	}
}

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
			answer := exchange(t, nested(tt.handler, chitrace.Middleware(tracer)),
				nestedRequest+" HTTP/1.1", "Host: example.com", "Connection: Upgrade", "Upgrade: websocket")
			if !strings.HasPrefix(answer, tt.wantAnswer) || tt.wantAnswer == "" && answer != "" {
				t.Errorf("got %q, want it to begin with %q", answer, tt.wantAnswer)
			}
			span := tracetest.OnlySpan(t, tracer)
			wantSpan(t, span, "GET "+nestedRoute, map[string]any{
				"http.status_code": tt.wantStatus, "error": tt.wantError, "http.aborted": tt.wantAborted,
			})
			if tt.wantAborted == true && (len(span.Logs()) != 0 || strings.HasSuffix(answer, "\r\n0\r\n\r\n")) {
				t.Errorf("logged %v, got a complete answer: %q", span.Logs(), answer)
			}
		})
	}
}
