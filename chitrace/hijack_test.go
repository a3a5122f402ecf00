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
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.Serve(t, chitrace.Middleware(tracer)(tt.handler))
			answer := exchange(t, srv, "GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n")
			if !strings.HasPrefix(answer, tt.wantAnswer) {
				t.Errorf("got %q, want it to begin with %q", answer, tt.wantAnswer)
			}
			span := tracetest.OnlySpan(t, tracer)
			tracetest.WantTag(t, span, "http.status_code", tt.wantStatus)
			tracetest.WantTag(t, span, "error", tt.wantError)
		})
	}
}
