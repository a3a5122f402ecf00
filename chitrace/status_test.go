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
	for _, tt := range tests {
		for _, start := range protocols {
			t.Run(tt.name+"/"+start.name, func(t *testing.T) {
				tracer := mocktracer.New()
				resp := get(t, start.with(t, chitrace.Middleware(tracer)(tt.handler)), "GET /")
				if resp == nil {
					t.Fatal("no response")
				}
				if resp.Proto != start.name {
					t.Errorf("got protocol %s", resp.Proto)
				}
				if resp.StatusCode != tt.want {
					t.Errorf("client got status %d, want %d", resp.StatusCode, tt.want)
				}
				span := tracetest.OnlySpan(t, tracer)
				tracetest.WantTag(t, span, "http.status_code", uint16(tt.want))
				tracetest.WantTag(t, span, "http.response_size", tt.wantSize)
				tracetest.WantTag(t, span, "error", tt.wantError)
			})
		}
	}
}

var protocols = []struct {
	name string
	with func(testing.TB, http.Handler) *tracetest.Server
}{
	{"HTTP/1.1", tracetest.Serve},
	{"HTTP/2.0", tracetest.ServeTLS},
}
