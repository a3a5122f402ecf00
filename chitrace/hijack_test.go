package chitrace_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// hijack is a handler that writes a header, unless that is 0, takes the
// connection over, writes raw bytes to it and closes it.
func hijack(status int, raw string) http.HandlerFunc {
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
	}
}

// upgrading is a request for a WebSocket.
const upgrading = "GET / HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

func TestHijack(t *testing.T) {
	const switching = "HTTP/1.1 101 Switching Protocols\r\n"
	tests := []struct {
		name       string
		handler    http.HandlerFunc
		wantAnswer string // its beginning
		wantStatus any
		wantError  any
	}{
		{"raw", hijack(0, "anything"), "anything", nil, nil},
		{"raw 101", hijack(0, switching+"\r\n"), switching, nil, nil},
		{"101", hijack(101, "hello"), switching, uint16(101), nil},
		{"500 instead", statuses(500), "HTTP/1.1 500 ", uint16(500), true},
		{"nothing instead", statuses(), "HTTP/1.1 200 ", uint16(200), nil},
		{"101 without a hijack", statuses(101), switching, uint16(101), nil},
		{
			"raw, then a panic",
			func(w http.ResponseWriter, r *http.Request) { hijack(0, "bye")(w, r); panic("too late") },
			"bye", nil, true,
		},
		{
			"101, then a panic",
			func(w http.ResponseWriter, r *http.Request) { hijack(101, "bye")(w, r); panic("too late") },
			switching, uint16(101), true,
		},
	}
	for _, tt := range tests {
		for _, outer := range outerWriters {
			t.Run(tt.name+"/"+outer.name, func(t *testing.T) {
				tracer := mocktracer.New()
				srv := tracetest.Serve(t, outer.wrap(chitrace.Middleware(tracer)(tt.handler)))
				answer := exchange(t, srv, strings.Replace(upgrading, "Connection: ", "Connection: close, ", 1))
				if !strings.HasPrefix(answer, tt.wantAnswer) {
					t.Errorf("got %q, want it to begin with %q", answer, tt.wantAnswer)
				}
				span := tracetest.OnlySpan(t, tracer)
				tracetest.WantTag(t, span, "http.status_code", tt.wantStatus)
				tracetest.WantTag(t, span, "error", tt.wantError)
			})
		}
	}
}

// outerWriters are what a middleware outside may have made of the writer.
var outerWriters = []struct {
	name string
	wrap middlewareFunc
}{
	{"net/http's writer", func(h http.Handler) http.Handler { return h }},
	{"a writer that only unwraps", func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(unwrapper{w}, r) })
	}},
}

// unwrapper is a minimal wrapper, as many a middleware has one.
type unwrapper struct{ http.ResponseWriter }

func (u unwrapper) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// A connection that was not given away is answered as usual.
func TestHijackRefused(t *testing.T) {
	tracer := mocktracer.New()
	srv := tracetest.ServeTLS(t, chitrace.Middleware(tracer)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, _, err := http.NewResponseController(w).Hijack(); err == nil {
			t.Error("hijacked an HTTP/2 stream")
		}
		w.WriteHeader(http.StatusNotImplemented)
	})))
	if resp := get(t, srv, "GET /"); resp.StatusCode != http.StatusNotImplemented {
		t.Errorf("got status %d", resp.StatusCode)
	}
	tracetest.WantTag(t, tracetest.OnlySpan(t, tracer), "http.status_code", uint16(http.StatusNotImplemented))
}
