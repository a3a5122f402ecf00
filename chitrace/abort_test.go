package chitrace_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go/mocktracer"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

func abort() { panic(http.ErrAbortHandler) }

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

// To give up is no error: what went out before may be one.
func TestAbort(t *testing.T) {
	tests := []struct {
		name       string
		handler    http.HandlerFunc
		wantAnswer string // its beginning; it never comes to its end
		wantStatus any
		wantError  any
	}{
		{"abort", giveUp(0, abort), "", nil, nil},
		{"abort after a 502", giveUp(502, abort), "HTTP/1.1 502 ", uint16(502), true},
		{"exit", giveUp(0, runtime.Goexit), "", nil, nil},
		{"exit after a 200", giveUp(200, runtime.Goexit), "HTTP/1.1 200 ", uint16(200), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tracer := mocktracer.New()
			srv := tracetest.Serve(t, nested(tt.handler, chitrace.Middleware(tracer)))
			_, target, _ := strings.Cut(nestedRequest, " ")
			answer := exchange(t, srv, "GET "+target+" HTTP/1.1\r\nHost: example.com\r\n\r\n")
			if !strings.HasPrefix(answer, tt.wantAnswer) || tt.wantAnswer == "" && answer != "" {
				t.Errorf("got %q, want it to begin with %q", answer, tt.wantAnswer)
			}
			if strings.HasSuffix(answer, "\r\n0\r\n\r\n") {
				t.Errorf("got a complete answer: %q", answer)
			}
			span := tracetest.OnlySpan(t, tracer)
			if want := "GET " + nestedRoute; span.OperationName != want {
				t.Errorf("got name %q, want %q", span.OperationName, want)
			}
			tracetest.WantTag(t, span, "http.aborted", true)
			tracetest.WantTag(t, span, "http.status_code", tt.wantStatus)
			tracetest.WantTag(t, span, "error", tt.wantError)
			if len(span.Logs()) != 0 {
				t.Errorf("logged %v", span.Logs())
			}
		})
	}
}
